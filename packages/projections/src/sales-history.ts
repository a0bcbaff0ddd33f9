import type { Day, FiscalPeriod } from '@daybook/domain'
import type { PastMonth } from './baseline.ts'
import type { CalculationQuestion, Found, Operands } from './calculation.ts'
import { isEnded, selected } from './period-arithmetic.ts'
import type { Reference } from './reference.ts'

/** Months of history that baselines look at. */
const historyMonths = 60
/** A month may be forecast long before it begins. */
const lookedAtMax = 2 * historyMonths

/** The place of a month in its fiscal year, from 0. */
export const placeInYear = ({ calendar }: Reference, month: FiscalPeriod): number => {
  const year = calendar.period(month.year)
  return year === null ? 0 : calendar.monthsOf(year).findIndex(({ id }) => id === month.id)
}

/** The months before one that are over on the day, in order; those of five years. What forecasts rest on. */
export const monthsBefore = ({ calendar }: Reference, month: FiscalPeriod, asOf: Day): readonly FiscalPeriod[] => {
  const months: FiscalPeriod[] = []
  let each = calendar.previous(month, 1)
  for (let looked = 0; each !== null && looked < lookedAtMax && months.length < historyMonths; looked += 1) {
    if (isEnded(each, asOf)) months.push(each)
    each = calendar.previous(each, 1)
  }
  return months.reverse()
}

/** The sales of the months before one, as operands. */
export const historyOperands = ({ reference, asOf }: CalculationQuestion, month: FiscalPeriod): Operands =>
  Object.fromEntries(
    monthsBefore(reference, month, asOf).map((each) => [each.id, { kpi: 'net-sales', period: selected(reference, each) }]),
  )

/** The history that was read. */
export const historyFound = (
  { amount }: Found,
  { reference, asOf }: CalculationQuestion,
  month: FiscalPeriod,
): readonly PastMonth[] =>
  monthsBefore(reference, month, asOf).map((each) => ({ place: placeInYear(reference, each), sales: amount(each.id) }))
