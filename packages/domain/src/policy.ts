import { z } from 'zod'
import { Day } from './day.ts'
import { event } from './event.ts'
import { Code } from './ids.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A rule holds: for all business time, or for facts dated on `data.effectiveOn` or later. Domain 3. */
export const PolicySet = event('PolicySet', { policyId: Code, value: z.json(), effectiveOn: Day.exactOptional() })

/** What can happen to the policies of the organisation. */
export const policyEvents = [PolicySet] as const
export type PolicyEvent = z.infer<(typeof policyEvents)[number]>
