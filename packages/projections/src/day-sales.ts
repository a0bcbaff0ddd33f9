import { addMonths, type Day, dayNumber, type FiscalPeriod } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'
import type { DaySales } from './report.ts'

/** The days on which an account bought, in order. */
export const occasionsOf = (sales: readonly DaySales[]): readonly DaySales[] => sales.filter(({ orders }) => orders > 0n)

/** Net sales of the days after `after` and on or before `until`. */
export const netBetween = (sales: readonly DaySales[], after: DayNumber, until: DayNumber): bigint =>
  sales.reduce((sum, { day, net }) => (after < day && day <= until ? sum + net : sum), 0n)

/** Net sales of a fiscal period up to a day. */
export const netOfPeriod = (
  sales: readonly DaySales[],
  { first, until }: Pick<FiscalPeriod, 'first' | 'until'>,
  asOf: Day,
): bigint => netBetween(sales, dayNumber(first) - 1, Math.min(dayNumber(until) - 1, dayNumber(asOf)))

/** Net sales of the twelve months that end with a day, half-open at the old end. P-11. */
export const netOfYearTo = (sales: readonly DaySales[], until: Day): bigint =>
  netBetween(sales, dayNumber(addMonths(until, -12)), dayNumber(until))
