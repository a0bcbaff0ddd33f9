import type { FiscalPeriod } from '@daybook/domain'
import { type CalculationQuestion, defineCalculation, type Operands } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { endedMonths, selected, toDateOf, yearOf } from '../period-arithmetic.ts'

/** M-25 of the domain specification. The running month counts with its forecast, not with the sales of its first days. */
export const salesOutlook = defineCalculation({
  name: 'sales-outlook',
  title: 'Sales outlook',
  definition: 'Net sales of the months of the fiscal year that are over, and the forecasts of those to come.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd'],
  from: ['net-sales', 'forecast'],
  formula: 'Σ sales of months that are over + Σ forecasts of those to come',
  operands: (question): Operands => {
    const { sold, ahead } = monthsOf(question)
    const operand = (kpi: string) => (month: FiscalPeriod) => [month.id, { kpi, period: selected(question.reference, month) }]
    return Object.fromEntries([...sold.map(operand('net-sales')), ...ahead.map(operand('forecast'))])
  },
  compute: (found, question) => {
    const { sold, ahead } = monthsOf(question)
    const forecasts = ahead.flatMap(({ id }) => {
      const outcome = found.of(id)
      return outcome.kind === 'amount' ? [outcome.amount] : []
    })
    if (ahead.length > 0 && forecasts.length === 0) return none('no-estimate')
    const total = [...sold.map(({ id }) => found.amount(id)), ...forecasts].reduce((sum, each) => sum + each, 0n)
    const missing = ahead.length - forecasts.length
    return missing === 0 ? amount(total) : { ...amount(total), notes: { missingForecasts: `${missing}` } }
  },
})

type Months = { readonly sold: readonly FiscalPeriod[]; readonly ahead: readonly FiscalPeriod[] }

/** The months of the year up to the period that are over, and all others. */
const monthsOf = ({ period, asOf, reference }: CalculationQuestion): Months => {
  const sold = endedMonths(toDateOf(reference, period), asOf)
  const ids = new Set(sold.map(({ id }) => id))
  return { sold, ahead: (yearOf(reference, period)?.months ?? []).filter(({ id }) => !ids.has(id)) }
}
