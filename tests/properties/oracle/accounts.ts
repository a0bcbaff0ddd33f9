import type { AccountId, Day } from '@daybook/domain'
import { type Known, policy } from './book.ts'
import { minusMonths, numberOf, plusDays, type Span } from './days.ts'
import { customerOf, isLostOn, type Lost, leavesOn, lossDays, lostOf } from './merges.ts'
import { bookOwners } from './people.ts'
import { type AccountDay, isOf, orderSales, type Place, standsFor } from './sales.ts'

/** All accounts. */
export const accountsOf = (known: Known): readonly AccountId[] =>
  known.of('AccountRegistered').map((event) => event.data.accountId)

/** All losses of customers, each on the day it began. P-16. */
export const losses = (known: Known): readonly AccountDay[] =>
  accountsOf(known).flatMap((accountId) => lossDays(known, accountId).map((day) => ({ accountId, day })))

/** What tells whether a customer is active: the days on which it bought, those on which it was lost, and from when another stands for it. */
export type Life = {
  readonly accountId: AccountId
  readonly occasions: readonly Day[]
  readonly lost: readonly Lost[]
  readonly leavesOn: Day | null
}

/** The life of an account as it is known. */
export const lifeOf = (known: Known, accountId: AccountId): Life => ({
  accountId,
  occasions: occasions(known, accountId, '9999-12-31' as Day), // Sound: a date
  lost: lostOf(known, accountId),
  leavesOn: leavesOn(known, accountId),
})

/** Whether a customer of such a life is lost on a day: from a loss's day on, until a later day on which it was won back. P-16. */
export const isLostWith = ({ lost }: Life, day: Day): boolean =>
  lost.some(({ from, until }) => from <= day && (until === null || day < until))

/** Whether an account of such a life is a customer of its own on a day. P-15. */
export const isCustomerWith = ({ leavesOn: gone }: Life, day: Day): boolean => gone === null || day < gone

/** Whether an account is a customer of its own on a day. P-15. */
const isCustomer = (known: Known, accountId: AccountId, day: Day): boolean => customerOf(known, accountId, day) === accountId

/** The distinct days, up to a day, on which a customer bought. */
const occasions = (known: Known, accountId: AccountId, day: Day): readonly Day[] =>
  [
    ...new Set(
      orderSales(known)
        .filter((sale) => sale.customerId === accountId && sale.isQualifying && sale.day <= day)
        .map((sale) => sale.day),
    ),
  ].sort()

/** Whether an account of such a life is active on a day. P-11, P-16. */
export const isActiveWith = (known: Known, life: Life, day: Day): boolean => {
  if (!isCustomerWith(life, day) || isLostWith(life, day)) return false
  const months = policy(known, 'activity-window', { day, byDefault: 12 })
  const last = life.occasions.findLast((one) => one <= day)
  return last !== undefined && last > minusMonths(day, months)
}

/** Whether an account is active on a day. */
export const isActive = (known: Known, accountId: AccountId, day: Day): boolean =>
  isActiveWith(known, lifeOf(known, accountId), day)

/** Whether an account is in the book of a place on a day. */
export const isInBook = (known: Known, place: Place, { accountId, day }: AccountDay): boolean => {
  if (!isCustomer(known, accountId, day)) return false
  if (place.scope !== 'rep' && place.scope !== 'team') return isOf(known, place, { accountId, day })
  return bookOwners(known, accountId, day).some(({ repId }) => standsFor(known, place, { repId, day }))
}

const median = (sorted: readonly bigint[]): bigint => {
  const middle = Math.floor(sorted.length / 2)
  // Twice the median, so that the mean of two stays whole.
  return sorted.length % 2 === 1 ? 2n * sorted[middle]! : sorted[middle - 1]! + sorted[middle]!
}

const ascending = (numbers: readonly bigint[]): readonly bigint[] => [...numbers].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))

const absolute = (number: bigint): bigint => (number < 0n ? -number : number)

const thousandths = (value: unknown): bigint => BigInt(Math.round(Number(value) * 1_000))

type OverdueRule =
  | { readonly method: 'mad'; readonly threshold: unknown; readonly minIntervals: number }
  | { readonly method: 'median-factor'; readonly factor: unknown; readonly minOccasions: number }

/** Whether days since the last order exceed what the rhythm allows. All sides times 40 000 000, so that nothing is rounded. M-30, P-21. */
const exceeds = (rule: OverdueRule, intervals: readonly bigint[], since: bigint): boolean => {
  const recent = rule.method === 'mad' ? intervals.slice(-12) : intervals
  const twiceMedian = median(ascending(recent))
  if (rule.method === 'median-factor') {
    return intervals.length + 1 >= rule.minOccasions && since * 2_000n > thousandths(rule.factor) * twiceMedian
  }
  if (intervals.length < rule.minIntervals) return false
  // Deviations are halves too: doubled once for the median of the intervals, once more for their own.
  const fourfoldMad = median(ascending(recent.map((interval) => absolute(2n * interval - twiceMedian))))
  const sigmas = [14_826n * fourfoldMad, 2_000n * twiceMedian, 40_000n]
  const sigma = sigmas.reduce((largest, one) => (one > largest ? one : largest))
  return (2n * since - twiceMedian) * 20_000n * 1_000n > thousandths(rule.threshold) * sigma
}

type Silent = { readonly days: readonly Day[]; readonly rule: OverdueRule; readonly day: Day }

const between = (from: Day, to: Day): bigint => BigInt(numberOf(to) - numberOf(from))

const intervalsOf = (days: readonly Day[]): readonly bigint[] => days.slice(1).map((one, index) => between(days[index]!, one))

/** Whether a prior year shows a gap, overdue by the rhythm of now, over the span that the account has been silent for. M-30. */
const isGapOf = (years: number, { days, rule, day }: Silent): boolean => {
  const intervals = intervalsOf(days)
  const recent = rule.method === 'mad' ? intervals.slice(-12) : intervals
  const latest = plusDays(minusMonths(days.at(-1)!, 12 * years), Number(median(ascending(recent)) / 2n))
  const then = minusMonths(day, 12 * years)
  return days.some((start, index) => {
    const end = days[index + 1]
    return end !== undefined && start <= then && then < end && start <= latest && exceeds(rule, intervals, between(start, end))
  })
}

/** Whether two prior years or more show it: so many as lie between the account's first day and this one. */
const isSeasonal = (silent: Silent): boolean => {
  const years = Math.ceil(Number(between(silent.days[0]!, silent.day)) / 365)
  const prior = Array.from({ length: years }, (_, index) => index + 1)
  return prior.filter((count) => isGapOf(count, silent)).length >= 2
}

/** Whether an account is overdue on a day: its rhythm says so, it is not usual for the season, and it is not lost. */
export const isOverdue = (known: Known, accountId: AccountId, day: Day): boolean => {
  const days = occasions(known, accountId, day)
  const last = days.at(-1)
  if (last === undefined || days.length < 2 || isLostOn(known, accountId, day)) return false
  const byDefault: OverdueRule = { method: 'mad', threshold: 3, minIntervals: 3 }
  const rule = policy<OverdueRule>(known, 'overdue-rule', { day, byDefault })
  return exceeds(rule, intervalsOf(days), between(last, day)) && !isSeasonal({ days, rule, day })
}

/** The days inside a span, up to a day, on which a book may have changed, and the day itself. */
export const turningDays = (known: Known, span: Span, day: Day): readonly Day[] => {
  const turns = [
    ...known.of('AccountAssigned'),
    ...known.of('AssignmentEnded'),
    ...known.of('AssignmentCorrected'),
    ...known.of('RepHired'),
    ...known.of('TeamJoined'),
    ...known.of('TeamLeft'),
    ...known.of('MembershipCorrected'),
    ...known.of('AccountProfileChanged'),
    ...known.of('AccountsMerged'),
    ...known.of('OrderAccepted'),
    ...known.of('OrderCorrected'),
  ].flatMap((event) =>
    'effectiveUntil' in event.data ? [event.effectiveOn, event.data.effectiveUntil ?? event.effectiveOn] : [event.effectiveOn],
  )
  return [...turns.filter((one) => span.first <= one && one <= day), span.first, day]
}

/** How many accounts a place opened a span with and still has, and how many of them are retained by the three measures of it. */
export type Cohort = { readonly opening: bigint; readonly kept: bigint; readonly byLoss: bigint; readonly byActivity: bigint }

/** Of the accounts that a place opened a span with, those that stayed in its book, and of these the retained ones. M-15, P-23. */
export const cohort = (known: Known, place: Place, { span, day }: { span: Span; day: Day }): Cohort => {
  const before = plusDays(span.first, -1)
  const opening = accountsOf(known).filter(
    (accountId) => isActive(known, accountId, before) && isInBook(known, place, { accountId, day: before }),
  )
  const keeps = policy(known, 'retention-transfers', { day, byDefault: 'exclude' }) === 'keep'
  const stayed = opening.filter(
    (accountId) =>
      isCustomer(known, accountId, day) &&
      (keeps || turningDays(known, span, day).every((turn) => isInBook(known, place, { accountId, day: turn }))),
  )
  if (day < span.first) return { opening: 0n, kept: 0n, byLoss: 0n, byActivity: 0n }
  const count = (holds: (life: Life) => boolean): bigint =>
    BigInt(stayed.filter((accountId) => holds(lifeOf(known, accountId))).length)
  return {
    opening: BigInt(stayed.length),
    kept: count((life) => isActiveWith(known, life, day)),
    byLoss: count((life) => !isLostWith(life, day)),
    byActivity: count((life) => isActiveWith(known, { ...life, lost: [] }, day)),
  }
}

/** Days since the first order after the last win-back, up to the loss after it: null without such an order. M-20. */
export const tenureOf = (known: Known, accountId: AccountId, day: Day): bigint | null => {
  const life = lifeOf(known, accountId)
  if (!isCustomerWith(life, day)) return null
  const ends = life.lost.flatMap(({ until }) => (until === null || until > day || isLostWith(life, until) ? [] : [until])).sort()
  const start = ends.at(-1) ?? ''
  const [lostOn = day] = life.lost.flatMap(({ from }) => (from >= start && from <= day ? [from] : [])).sort()
  const first = life.occasions.find((one) => one >= start && one <= lostOn)
  return first === undefined ? null : between(first, lostOn)
}
