import { z } from 'zod'
import { event } from './event.ts'
import { Currency, Rate } from './money.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** One unit of `base` is `rate` units of `quote`; the same pair, kind and date again restates it. P-08. */
export const FxRatePublished = event('FxRatePublished', {
  base: Currency,
  quote: Currency,
  kind: z.enum(['daily', 'month', 'plan']),
  rate: Rate,
})

/** What can happen to the rates of a pair of currencies. */
export const rateEvents = [FxRatePublished] as const
export type RateEvent = z.infer<(typeof rateEvents)[number]>
