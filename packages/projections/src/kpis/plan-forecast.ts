import { defineCalculation } from '../calculation.ts'
import { amount } from '../outcome.ts'

/** M-28 of the domain specification: where the period will end if every open deal brings what it is worth by its probability. */
export const planForecast = defineCalculation({
  name: 'plan-forecast',
  title: 'Pipeline forecast',
  definition: 'Net sales of the period so far, and the weighted pipeline that is expected to close in it.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['net-sales', 'weighted-pipeline'],
  formula: 'achieved + weighted',
  operands: ({ period }) => ({ achieved: { kpi: 'net-sales', period }, weighted: { kpi: 'weighted-pipeline', period } }),
  compute: (found) => amount(found.amount('achieved') + found.amount('weighted')),
})
