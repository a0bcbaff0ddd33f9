import { z } from 'zod'
import type { Day } from './day.ts'
import type { Decider } from './decider.ts'
import { event } from './event.ts'
import { Currency, Rate } from './money.ts'
import { accept } from './result.ts'

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

/** What may be said about a rate. */
export type RateCommand = { type: 'PublishFxRate'; effectiveOn: Day; data: RateEvent['data'] }

/** The rate of each kind and date, as last published. */
export type RateState = ReadonlyMap<string, string>

/** The rates of one pair of currencies: facts, never refused. */
export const rate: Decider<RateState, RateCommand, RateEvent, never> = {
  initialState: new Map(),
  evolve: (state, { effectiveOn, data }) => new Map([...state, [`${data.kind} ${effectiveOn}`, data.rate]]),
  decide: (state, { effectiveOn, data }) => {
    const isKnown = state.get(`${data.kind} ${effectiveOn}`) === data.rate
    return accept(isKnown ? [] : [{ type: 'FxRatePublished', effectiveOn, data }])
  },
}
