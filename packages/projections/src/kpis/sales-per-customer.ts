import { defineRatio } from '../kpi.ts'

/** M-05 of the domain specification. */
export const salesPerCustomer = defineRatio({
  name: 'sales-per-customer',
  title: 'Sales per customer',
  definition: 'Net sales divided by buying accounts.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['month', 'quarter', 'year'],
  numerator: 'net-sales',
  denominator: 'buying-accounts',
  reason: 'no-orders',
})
