import { defineRatio } from '../kpi.ts'

/** M-30 of the domain specification. Above one where accounts are overdue that no longer count as active. */
export const overdueShare = defineRatio({
  name: 'overdue-share',
  title: 'Overdue share',
  definition: 'Overdue buyers divided by active accounts.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: [],
  numerator: 'overdue-buyers',
  denominator: 'active-accounts',
  reason: 'no-base',
})
