import { defineRatio } from '../kpi.ts'

/** M-42 of the domain specification. */
export const followThroughOnTime = defineRatio({
  name: 'follow-through-on-time',
  title: 'Follow-through on time',
  definition: 'Commitments kept on time divided by commitments said.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep'],
  grain: ['quarter', 'year'],
  numerator: 'commitments-kept-on-time',
  denominator: 'commitments-said',
  reason: 'no-commitments',
})
