import { defineRatio } from '../kpi.ts'

/** M-16 of the domain specification. */
export const preventableLossShare = defineRatio({
  name: 'preventable-loss-share',
  title: 'Preventable losses',
  definition: 'Accounts declared lost for a preventable reason, divided by all accounts declared lost.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'book',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['month', 'quarter', 'year'],
  numerator: 'preventable-losses',
  denominator: 'lost-accounts',
  reason: 'no-losses',
})
