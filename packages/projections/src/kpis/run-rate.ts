import { divideHalfEven } from '@daybook/domain'
import { defineCalculation } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { endedMonths, selected, toDateOf } from '../period-arithmetic.ts'

const monthsOfYear = 12n

/** M-08 of the domain specification. Months that have ended count on both sides; before the first has, a few days would stand for a year. */
export const runRate = defineCalculation({
  name: 'run-rate',
  title: 'Run rate',
  definition: 'Net sales of the fiscal months of the year that have ended, per month, for twelve months.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['month'],
  forms: ['ytd'],
  from: ['net-sales'],
  formula: 'Σ sales of months ended / months ended × 12',
  operands: ({ period, asOf, reference }) =>
    Object.fromEntries(
      endedMonths(toDateOf(reference, period), asOf).map((month) => [
        month.id,
        { kpi: 'net-sales', period: selected(reference, month) },
      ]),
    ),
  compute: (found, { period, asOf, reference }) => {
    const months = endedMonths(toDateOf(reference, period), asOf)
    if (months.length === 0) return none('first-month-running')
    const sales = months.reduce((sum, { id }) => sum + found.amount(id), 0n)
    return amount(divideHalfEven(sales * monthsOfYear, BigInt(months.length)))
  },
})
