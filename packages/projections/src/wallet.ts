import { amountOf, type Currency, convertAt, type Decimal, dayNumber, dayOf, type EventOf, rateFor } from '@daybook/domain'
import type { DayNumber, RecordedEvent } from './kpi.ts'
import { currencyOf, policyFor, type Reference } from './reference.ts'
import type { Range } from './timeline.ts'

/** What an account was estimated to spend in a category over a year, with all suppliers, and over which days that holds. M-48. */
export type WalletEstimate = Range & {
  readonly category: string
  readonly amount: Decimal
  readonly currency: Currency
  readonly setBy: bigint
}

type Estimated = Extract<RecordedEvent, { type: 'WalletEstimated' }>

/** The estimate that an event states. */
export const walletEstimate = ({ data, effectiveOn, position }: Estimated): WalletEstimate => ({
  ...particularsOf(data),
  from: dayNumber(effectiveOn),
  until: dayNumber(data.effectiveUntil),
  setBy: position,
})

const particularsOf = ({ category, amount, currency }: EventOf<'WalletEstimated'>['data']) => ({ category, amount, currency })

/** Days on which one estimate of a category is in force, in the reporting currency; `endedBy` is what says that it is not after them. */
export type EstimateSpan = Range & {
  readonly category: string
  readonly amount: bigint
  readonly since: DayNumber
  readonly setBy: bigint
  readonly endedBy: bigint
}

/**
 * Which estimate holds when: of those whose days hold the day the one from the latest day, of one day the one recorded last. An estimate
 * that no rate converts does not hold: P-08.
 */
export const estimateSpans = (estimates: readonly WalletEstimate[], reference: Reference): readonly EstimateSpan[] => {
  const converted = estimates.flatMap((estimate) => {
    const worth = inReportingCurrency(estimate, reference)
    return worth === null ? [] : [{ ...estimate, worth }]
  })
  return [...Map.groupBy(converted, ({ category }) => category).values()].flatMap(spansOfCategory)
}

type Converted = WalletEstimate & { readonly worth: bigint }

const spansOfCategory = (estimates: readonly Converted[]): readonly EstimateSpan[] => {
  const days = [...new Set(estimates.flatMap(({ from, until }) => [from, until]))].sort((a, b) => a - b)
  const held: (Range & { readonly estimate: Converted })[] = []
  for (const [place, from] of days.entries()) {
    const until = days[place + 1]
    const estimate = heldFrom(estimates, from)
    const last = held.at(-1)
    if (until === undefined || estimate === null) continue
    if (last?.estimate === estimate && last.until === from) held[held.length - 1] = { ...last, until }
    else held.push({ from, until, estimate })
  }
  return held.map(({ from, until, estimate }) => {
    const next = held.find((span) => span.from === until)
    const { category, worth, setBy } = estimate
    return { from, until, category, amount: worth, since: estimate.from, setBy, endedBy: next?.estimate.setBy ?? setBy }
  })
}

const heldFrom = (estimates: readonly Converted[], day: DayNumber): Converted | null =>
  estimates
    .filter(({ from, until }) => from <= day && day < until)
    .reduce<Converted | null>((best, each) => (best === null || isLater(each, best) ? each : best), null)

const isLater = (a: WalletEstimate, b: WalletEstimate): boolean => a.from > b.from || (a.from === b.from && a.setBy > b.setBy)

const inReportingCurrency = ({ amount, currency, from }: WalletEstimate, reference: Reference): bigint | null => {
  const { calendar, rates } = reference
  const to = currencyOf(reference)
  const found = rateFor(rates, { from: currency, to, day: dayOf(from), rule: policyFor(reference, 'fx-rule', from), calendar })
  return found === null ? null : convertAt(amountOf(amount), found.rate)
}
