import { type CalculationQuestion, defineCalculation, type Operands } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { endedMonths, selected, toDateOf } from '../period-arithmetic.ts'

/** M-25 of the domain specification. Months without a forecast are left out, and counted in the notes. */
export const ytdForecast = defineCalculation({
  name: 'ytd-forecast',
  title: 'Forecast, year to date',
  definition: 'The forecasts of the months of the fiscal year that are over, added up.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd'],
  from: ['forecast'],
  formula: 'Σ forecasts of months that are over',
  operands: (question): Operands =>
    Object.fromEntries(
      monthsOf(question).map((month) => [month.id, { kpi: 'forecast', period: selected(question.reference, month) }]),
    ),
  compute: ({ of }, question) => {
    const found = monthsOf(question).map(({ id }) => of(id))
    const amounts = found.flatMap((each) => (each.kind === 'amount' ? [each.amount] : []))
    if (amounts.length === 0) return none('no-estimate')
    const missing = found.length - amounts.length
    const sum = amount(amounts.reduce((total, each) => total + each, 0n))
    return missing === 0 ? sum : { ...sum, notes: { missingForecasts: `${missing}` } }
  },
})

const monthsOf = ({ period, asOf, reference }: CalculationQuestion) => endedMonths(toDateOf(reference, period), asOf)
