import { defineRatio } from '../kpi.ts'

/** M-21 of the domain specification. */
export const quotaVariance = defineRatio({
  name: 'quota-variance',
  title: 'Quota variance',
  definition: 'Net sales less quota, over the months and owners that have one on both sides.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  numerator: 'net-sales',
  denominator: 'quota',
  reason: 'no-quota',
})
