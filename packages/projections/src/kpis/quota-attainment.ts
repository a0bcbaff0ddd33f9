import { defineRatio } from '../kpi.ts'

/** M-21 of the domain specification. */
export const quotaAttainment = defineRatio({
  name: 'quota-attainment',
  title: 'Quota attainment',
  definition: 'Net sales divided by quota, over the months and owners that have one on both sides.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  numerator: 'net-sales',
  denominator: 'quota',
  reason: 'no-quota',
})
