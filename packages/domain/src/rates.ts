import type { FiscalCalendar } from './calendar.ts'
import { addDays, type Day, dayNumber } from './day.ts'
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
  readonly calendar: FiscalCalendar
}

/**
 * The rate for a fact of a day, by the rule in force; null when there is none, and then the fact is not convertible. P-08.
 *
 * `effective-date`: the latest daily rate on or before the day, at most seven days old. `month-average`: the latest rate
 * dated in the fiscal month of the day. `plan-rate`: the latest plan rate on or before the day. Where the pair itself has none, the inverse of
 * the other direction is taken, as an exact fraction.
 */
export const rateFor = (rates: Rates, question: RateQuestion): RateFound | null => {
  const { from, to, day, rule } = question
  if (from === to) return { rate: { num: 1n, den: 1n }, isStale: false, setBy: null }
  const direct = publishedFor(rates.get(keyOf(from, to, kinds[rule])) ?? [], question)
  const published = direct ?? publishedFor(rates.get(keyOf(to, from, kinds[rule])) ?? [], question)
  if (published === null) return null
  const { rate, effectiveOn, eventId, position } = published
  const isStale = rule === 'effective-date' && effectiveOn !== day
  return { rate: direct === null ? { num: rate.den, den: rate.num } : rate, isStale, setBy: { eventId, position } }
}

const kinds = { 'effective-date': 'daily', 'month-average': 'month', 'plan-rate': 'plan' } as const
const oldestInDays = 7

const publishedFor = (published: readonly PublishedRate[], { rule, day, calendar }: RateQuestion): PublishedRate | null => {
  const month = rule === 'month-average' ? calendar.monthOf(day) : null
  // The rate of a month may be dated anywhere in it, so look from the month's last day.
  const latest = published[countUntil(published, month === null ? day : addDays(month.until, -1)) - 1]
  if (latest === undefined) return null
  const { effectiveOn } = latest
  switch (rule) {
    case 'effective-date':
      return dayNumber(day) - dayNumber(effectiveOn) <= oldestInDays ? latest : null
    case 'month-average':
      return month !== null && effectiveOn >= month.first ? latest : null
    case 'plan-rate':
      return latest
  }
}

/** An amount at an exact rate, rounded half to even to ten-thousandths. @example convertAt(10_000n, exactRate('1.05')) // 10_500n */
export const convertAt = (amount: bigint, { num, den }: ExactRate): bigint => divideHalfEven(amount * num, den)
