import { absolute, type FiscalPeriod } from '@daybook/domain'
import type { Calculation, CalculationQuestion, Found, Operands } from './calculation.ts'
import { endedMonths, selected } from './period-arithmetic.ts'

/** What was forecast for a month at its start, and what was sold in it. */
type Compared = { readonly actual: bigint; readonly forecast: bigint }

/** What the measures of forecasts have in common. Months that have ended and had a forecast are compared, on both sides. M-26. */
export const forecastErrors = {
  version: 1,
  kind: 'flow',
  view: 'credit',
  unit: 'ratio',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['quarter', 'year'],
  forms: ['ytd'],
  from: ['net-sales', 'opening-forecast'],
  operands: (question: CalculationQuestion): Operands =>
    Object.fromEntries(
      monthsOf(question).flatMap((month) => {
        const period = selected(question.reference, month)
        return [
          [actualOf(month), { kpi: 'net-sales', period }],
          [forecastOf(month), { kpi: 'opening-forecast', period }],
        ]
      }),
    ),
} as const satisfies Partial<Calculation>

const monthsOf = ({ period, asOf }: CalculationQuestion): readonly FiscalPeriod[] => endedMonths(period, asOf)
const actualOf = ({ id }: FiscalPeriod): string => `actual ${id}`
const forecastOf = ({ id }: FiscalPeriod): string => `forecast ${id}`

/** The months that are compared. */
export const comparedMonths = (found: Found, question: CalculationQuestion): readonly Compared[] =>
  monthsOf(question).flatMap((month) => {
    const forecast = found.of(forecastOf(month))
    return forecast.kind === 'amount' ? [{ actual: found.amount(actualOf(month)), forecast: forecast.amount }] : []
  })

/** How far a month was off. */
export const errorOf = ({ actual, forecast }: Compared): bigint => absolute(actual - forecast)

/** Sums over the months: errors, actuals and their sizes. */
export const errorSums = (months: readonly Compared[]) => ({
  errors: months.reduce((sum, month) => sum + errorOf(month), 0n),
  actuals: months.reduce((sum, { actual }) => sum + actual, 0n),
  sizes: months.reduce((sum, { actual }) => sum + absolute(actual), 0n),
  forecasts: months.reduce((sum, { forecast }) => sum + forecast, 0n),
})
