import { defineRatio } from '../kpi.ts'

/** M-04 of the domain specification. */
export const averageOrderSize = defineRatio({
  name: 'average-order-size',
  title: 'Average order size',
  definition: 'Gross sales divided by orders; of a longer period from the sums, never the mean of months.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month', 'quarter', 'year'],
  numerator: 'gross-sales',
  denominator: 'orders',
  reason: 'no-orders',
})
