import { addDays, addMonths, type Day, dayNumber, monthStart } from './day.ts'
import type { Identified } from './event.ts'
import type { EventId } from './ids.ts'
import { type Currency, divideHalfEven } from './money.ts'
import type { PolicyValues } from './policies.ts'

/** An exact exchange rate: one unit of base is `num / den` units of quote. */
export type ExactRate = { readonly num: bigint; readonly den: bigint }

/** A rate as it was published, and the event that did so. */
export type PublishedRate = {
  readonly effectiveOn: Day
  readonly rate: ExactRate
  readonly eventId: EventId
  readonly position: bigint
}

/** The rates of each pair of currencies and kind, by date; of one date only the latest published. */
export type Rates = ReadonlyMap<string, readonly PublishedRate[]>

/** The rates of a book that has none. */
export const initialRates: Rates = new Map()

type Kind = 'daily' | 'month' | 'plan'
type RatePublished = {
  readonly effectiveOn: Day
  readonly data: { readonly base: Currency; readonly quote: Currency; readonly kind: Kind; readonly rate: string }
}

/** The rates after one more `FxRatePublished`. */
export const evolveRates = (rates: Rates, { effectiveOn, data, eventId, position }: Identified<RatePublished>): Rates => {
  const key = keyOf(data.base, data.quote, data.kind)
  const published = rates.get(key) ?? []
  const index = countUntil(published, effectiveOn)
  const replaces = published[index - 1]?.effectiveOn === effectiveOn ? 1 : 0
  const added = { effectiveOn, rate: exactRate(data.rate), eventId, position }
  return new Map([...rates, [key, published.toSpliced(index - replaces, replaces, added)]])
}

const keyOf = (base: Currency, quote: Currency, kind: Kind): string => `${base}${quote} ${kind}`

/** How many of the rates, which stand by date, are dated on or before the day. */
const countUntil = (published: readonly PublishedRate[], day: Day): number => {
  let low = 0
  let high = published.length
  while (low < high) {
    const middle = (low + high) >> 1
    const isUntil = (published[middle]?.effectiveOn ?? day) <= day
    if (isUntil) low = middle + 1
    else high = middle
  }
  return low
}

/** A decimal string as an exact rate. @example exactRate('1.05') // { num: 105n, den: 100n } */
export const exactRate = (text: string): ExactRate => {
  const [whole = '', decimals = ''] = text.split('.')
  return { num: BigInt(whole + decimals), den: 10n ** BigInt(decimals.length) }
}

/** The rate that holds for a fact: how old it is, and the event that set it; null for an amount that needs none. */
export type RateFound = {
  readonly rate: ExactRate
  /** The rate is not of the day itself but of an earlier one, at most seven days old: `fx-stale`. */
  readonly isStale: boolean
  readonly setBy: { readonly eventId: EventId; readonly position: bigint } | null
}

/** Which rate is asked for. */
export type RateQuestion = {
  readonly from: Currency
  readonly to: Currency
  readonly day: Day
  readonly rule: PolicyValues['fx-rule']
}

/**
 * The rate for a fact of a day, by the rule in force; null when there is none, and then the fact is not convertible. P-08.
 *
 * `effective-date`: the latest daily rate on or before the day, at most seven days old. `month-average`: the month rate dated in
 * the day's calendar month. `plan-rate`: the latest plan rate on or before the day. Where the pair itself has none, the inverse of
 * the other direction is taken, as an exact fraction.
 */
export const rateFor = (rates: Rates, { from, to, day, rule }: RateQuestion): RateFound | null => {
  if (from === to) return { rate: { num: 1n, den: 1n }, isStale: false, setBy: null }
  const { kind } = rules[rule]
  const direct = publishedFor(rates.get(keyOf(from, to, kind)) ?? [], day, rule)
  const published = direct ?? publishedFor(rates.get(keyOf(to, from, kind)) ?? [], day, rule)
  if (published === null) return null
  const { rate, effectiveOn, eventId, position } = published
  const isStale = rule === 'effective-date' && effectiveOn !== day
  return { rate: direct === null ? { num: rate.den, den: rate.num } : rate, isStale, setBy: { eventId, position } }
}

/** Of each rule: the kind of rate it takes, and how old that may be. */
const rules = {
  'effective-date': { kind: 'daily', isInTime: (published: Day, day: Day) => dayNumber(day) - dayNumber(published) <= 7 },
  'month-average': { kind: 'month', isInTime: (published: Day, day: Day) => monthStart(published) === monthStart(day) },
  'plan-rate': { kind: 'plan', isInTime: () => true },
} as const

const publishedFor = (published: readonly PublishedRate[], day: Day, rule: RateQuestion['rule']): PublishedRate | null => {
  // The rate of a month may be dated anywhere in it, so look from the month's last day.
  const until = rule === 'month-average' ? addDays(addMonths(monthStart(day), 1), -1) : day
  const latest = published[countUntil(published, until) - 1]
  return latest !== undefined && rules[rule].isInTime(latest.effectiveOn, day) ? latest : null
}

/** An amount at an exact rate, rounded half to even to ten-thousandths. @example convertAt(10_000n, exactRate('1.05')) // 10_500n */
export const convertAt = (amount: bigint, { num, den }: ExactRate): bigint => divideHalfEven(amount * num, den)
