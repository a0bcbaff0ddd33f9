import { addMonths, type Day, dayNumber } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'
import type { DaySales } from './report.ts'

/** The days on which an account bought, in order. */
export const occasionsOf = (sales: readonly DaySales[]): readonly DaySales[] => sales.filter(({ orders }) => orders > 0n)

/** Net sales of the days after `after` and on or before `until`. */
export const netBetween = (sales: readonly DaySales[], after: DayNumber, until: DayNumber): bigint =>
  sales.reduce((sum, { day, net }) => (after < day && day <= until ? sum + net : sum), 0n)

/** Net sales of the twelve months that end with a day, half-open at the old end. P-11. */
export const netOfYearTo = (sales: readonly DaySales[], until: Day): bigint =>
  netBetween(sales, dayNumber(addMonths(until, -12)), dayNumber(until))

type DayAmount = { readonly day: DayNumber; readonly amount: bigint }

/** The sum of the days from one until another, which does not count: found without going through all days, which must be in order. */
export const runningSums = (days: readonly DayAmount[]): ((from: DayNumber, until: DayNumber) => bigint) => {
  const sums = [0n]
  for (const { amount } of days) sums.push((sums.at(-1) ?? 0n) + amount)
  const before = (day: DayNumber): bigint => sums[placeOfDay(days, day)] ?? 0n
  return (from, until) => before(until) - before(from)
}

/** How many of the days lie before one. */
const placeOfDay = (days: readonly DayAmount[], day: DayNumber): number => {
  let [low, high] = [0, days.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((days[middle]?.day ?? day) < day) low = middle + 1
    else high = middle
  }
  return low
}
