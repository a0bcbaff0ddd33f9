import type { AccountId, Day } from '@daybook/domain'
import { type Known, policy } from './book.ts'
import { minusMonths, numberOf, plusDays, type Span } from './days.ts'
import { customerOf, isLostOn, lossDays } from './merges.ts'
import { bookOwners } from './people.ts'
import { type AccountDay, isOf, orderSales, type Place, standsFor } from './sales.ts'

/** All accounts. */
export const accountsOf = (known: Known): readonly AccountId[] =>
  known.of('AccountRegistered').map((event) => event.data.accountId)

/** All losses of customers, each on the day it began. P-16. */
export const losses = (known: Known): readonly AccountDay[] =>
  accountsOf(known).flatMap((accountId) => lossDays(known, accountId).map((day) => ({ accountId, day })))

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

/** Whether an account is active on a day. P-11, P-16. */
export const isActive = (known: Known, accountId: AccountId, day: Day): boolean => {
  if (!isCustomer(known, accountId, day) || isLostOn(known, accountId, day)) return false
  const months = policy(known, 'activity-window', { day, byDefault: 12 })
  const last = occasions(known, accountId, day).at(-1)
  return last !== undefined && last > minusMonths(day, months)
}

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

/** Whether an account is overdue on a day: its rhythm says so and it is not lost. */
export const isOverdue = (known: Known, accountId: AccountId, day: Day): boolean => {
  const days = occasions(known, accountId, day)
  const last = days.at(-1)
  if (last === undefined || days.length < 2 || isLostOn(known, accountId, day)) return false
  const byDefault: OverdueRule = { method: 'mad', threshold: 3, minIntervals: 3 }
  const rule = policy<OverdueRule>(known, 'overdue-rule', { day, byDefault })
  const intervals = days.slice(1).map((one, index) => BigInt(numberOf(one) - numberOf(days[index]!)))
  return exceeds(rule, intervals, BigInt(numberOf(day) - numberOf(last)))
}

/** The days inside a span, up to a day, on which a book may have changed, and the day itself. */
const turningDays = (known: Known, span: Span, day: Day): readonly Day[] => {
  const turns = [
    ...known.of('AccountAssigned'),
    ...known.of('AssignmentEnded'),
    ...known.of('AssignmentCorrected'),
    ...known.of('RepHired'),
    ...known.of('TeamJoined'),
    ...known.of('TeamLeft'),
    ...known.of('MembershipCorrected'),
    ...known.of('OrderAccepted'),
    ...known.of('OrderCorrected'),
  ].flatMap((event) =>
    'effectiveUntil' in event.data ? [event.effectiveOn, event.data.effectiveUntil ?? event.effectiveOn] : [event.effectiveOn],
  )
  return [...turns.filter((one) => span.first <= one && one <= day), span.first, day]
}

/** Of the accounts that a place opened a span with, those that stayed in its book, and of these the active ones. M-15, P-23. */
export const cohort = (
  known: Known,
  place: Place,
  { span, day }: { span: Span; day: Day },
): { opening: bigint; kept: bigint } => {
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
  if (day < span.first) return { opening: 0n, kept: 0n }
  return { opening: BigInt(stayed.length), kept: BigInt(stayed.filter((accountId) => isActive(known, accountId, day)).length) }
}
