import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { endedMonths, selected } from '../period-arithmetic.ts'

/** M-11 of the domain specification. A month that is running is left out: its count is not one of a month yet. */
export const averageBuyingAccounts = defineCalculation({
  name: 'average-buying-accounts',
  title: 'Buying accounts a month',
  definition:
    'Buying accounts of each fiscal month of the period that has ended, per month; not the accounts that bought in the period.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['quarter', 'year'],
  forms: ['ytd'],
  from: ['buying-accounts'],
  formula: 'Σ buying accounts of months ended / months ended',
  operands: ({ period, asOf, reference }) =>
    Object.fromEntries(
      endedMonths(period, asOf).map((month) => [month.id, { kpi: 'buying-accounts', period: selected(reference, month) }]),
    ),
  compute: ({ amount }, { period, asOf }) => {
    const months = endedMonths(period, asOf)
    if (months.length === 0) return none('first-month-running')
    return quotient(
      months.reduce((sum, { id }) => sum + amount(id), 0n),
      BigInt(months.length),
      'first-month-running',
    )
  },
})
