import { absolute, addMonths, type Day, dayNumber } from '@daybook/domain'
import type { AccountView } from './account-book.ts'
import { intervalsMax, twiceMedianOf } from './cadence.ts'
import { isQualifying } from './fact.ts'
import type { DayNumber } from './kpi.ts'
import { familiesOf } from './period-keys.ts'
import type { Reference } from './reference.ts'

/** What an account bought on a day, before credit notes, in ten-thousandths of the reporting currency. */
type Bought = { readonly day: DayNumber; readonly gross: bigint }

/** The days of orders before the last that its amount is measured by, and how many of them there must be, as of intervals. */
const amountsBefore = (bought: readonly Bought[]): readonly bigint[] =>
  bought
    .slice(0, -1)
    .slice(-intervalsMax)
    .map(({ gross }) => gross)
const amountsMin = 3

/** Twice the median of the twelve days of orders before the last; null where there are none. */
export const twiceUsualAmount = (bought: readonly Bought[]): bigint | null => {
  const before = amountsBefore(bought)
  return before.length === 0 ? null : twiceMedianOf(before)
}

/**
 * Amount disruption, M-31: `shrinking` where the last day of orders lies more than three spreads below the median of the twelve before
 * it, or where a month of the last three brought less than 0.7 of what a month of the twelve before them did. Amounts are those of
 * orders, before credit notes. Null: nothing to see, or too little history.
 */
export const amountFlagOn = (bought: readonly Bought[], asOf: Day): 'shrinking' | null =>
  isLastSmall(bought) || areMonthsSmall(bought, asOf) ? 'shrinking' : null

/** All in forty-thousandths, so that nothing is rounded: (amount − median) / max(1.4826·MAD, 0.10·median) < −3. */
const isLastSmall = (bought: readonly Bought[]): boolean => {
  const before = amountsBefore(bought)
  const last = bought.at(-1)
  if (last === undefined || before.length < amountsMin) return false
  const twiceMedian = twiceMedianOf(before)
  const fourfoldMad = twiceMedianOf(before.map((amount) => absolute(2n * amount - twiceMedian)))
  const [byDeviation, byMedian] = [14_826n * fourfoldMad, 2_000n * twiceMedian]
  const spread = byDeviation > byMedian ? byDeviation : byMedian
  return (2n * last.gross - twiceMedian) * 20_000n < -3n * spread
}

/** A mean of three months below 0.7 of a mean of twelve: forty times the one below seven times the other. */
const areMonthsSmall = (bought: readonly Bought[], asOf: Day): boolean => {
  const recent = sumBetween(bought, addMonths(asOf, -3), asOf)
  const former = sumBetween(bought, addMonths(asOf, -15), addMonths(asOf, -3))
  return 40n * recent < 7n * former
}

const sumBetween = (bought: readonly Bought[], after: Day, until: Day): bigint => {
  const [first, last] = [dayNumber(after), dayNumber(until)]
  return bought.reduce((sum, { day, gross }) => (first < day && day <= last ? sum + gross : sum), 0n)
}

const quartersBefore = 4
const quartersBought = 3

/**
 * The days within which product disruption looks: the four fiscal quarters before the one of the day, and the last three months.
 * Null where the calendar has no such quarters.
 */
const lookedAt = ({ calendar }: Reference, asOf: Day) => {
  const quarter = calendar.quarterOf(asOf)
  if (quarter === null) return null
  const quarters = Array.from({ length: quartersBefore }, (_, count) => calendar.previous(quarter, count + 1)).flatMap(
    (period) => (period === null ? [] : [{ from: dayNumber(period.first), until: dayNumber(period.until) }]),
  )
  return quarters.length < quartersBought ? null : { quarters, recent: dayNumber(addMonths(asOf, -3)), day: dayNumber(asOf) }
}

/** Whether days with orders allow for a family that is missing: else the orders themselves need not be looked at. */
export const mayMissFamilies = (reference: Reference, days: readonly DayNumber[], asOf: Day): boolean => {
  const looked = lookedAt(reference, asOf)
  if (looked === null) return false
  const bought = looked.quarters.filter(({ from, until }) => days.some((day) => from <= day && day < until))
  return bought.length >= quartersBought
}

/**
 * Product disruption, M-32: the families that an account bought in at least three of the four fiscal quarters before the one of the day,
 * and not in the last three months, by name.
 */
export const missingFamilies = (view: AccountView, asOf: Day): readonly string[] => {
  const looked = lookedAt(view.reference, asOf)
  if (looked === null) return []
  const boughtWithin = (from: DayNumber, until: DayNumber): ReadonlySet<string> =>
    new Set(
      view.facts
        .between({ from, until })
        .filter(isQualifying)
        .flatMap((order) => [...familiesOf(view, order)]),
    )
  const recently = boughtWithin(looked.recent + 1, looked.day + 1)
  const quarters = looked.quarters.map(({ from, until }) => boughtWithin(from, Math.min(until, looked.day + 1)))
  const known = new Set(quarters.flatMap((families) => [...families]))
  return [...known]
    .filter((family) => !recently.has(family) && quarters.filter((each) => each.has(family)).length >= quartersBought)
    .sort()
}
