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

/** What was published, the latest first. A chain, so that a feed of daily rates adds to it without copying the years before. */
export type RateState = { readonly published: RateEvent; readonly before: RateState } | null

/** The rates of one pair of currencies: facts, never refused. */
export const rate: Decider<RateState, RateCommand, RateEvent, never> = {
  initialState: null,
  evolve: (before, published) => ({ published, before }),
  decide: (state, { effectiveOn, data }) => {
    const isKnown = lastPublished(state, `${data.kind} ${effectiveOn}`) === data.rate
    return accept(isKnown ? [] : [{ type: 'FxRatePublished', effectiveOn, data }])
  },
}

/** The rate of a kind and date as it was last published, or null. */
const lastPublished = (state: RateState, asked: string): string | null => {
  for (let at = state; at !== null; at = at.before) {
    const { data, effectiveOn } = at.published
    if (`${data.kind} ${effectiveOn}` === asked) return data.rate
  }
  return null
}
