import type { z } from 'zod'
import { event, Text } from './event.ts'
import { PeriodId } from './ids.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** Freezes the as-closed value of a fiscal month. P-12. */
export const PeriodClosed = event('PeriodClosed', { period: PeriodId })

/** The month is open again. */
export const PeriodReopened = event('PeriodReopened', { period: PeriodId, reason: Text })

/** What can happen to the months of one fiscal year. */
export const periodEvents = [PeriodClosed, PeriodReopened] as const
export type PeriodEvent = z.infer<(typeof periodEvents)[number]>
