import { defineRatio } from '../kpi.ts'

/** Version 1 of M-15 of the domain specification: of cohorts that are kept for quarters and years, and of seats alone. */
export const retentionV1 = defineRatio({
  name: 'retention',
  title: 'Retention',
  definition: 'Accounts active on the day before the period that are still active, divided by all of them; transfers by policy.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'book',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['quarter', 'year'],
  numerator: 'retention-kept',
  denominator: 'retention-opening',
  reason: 'no-base',
})
