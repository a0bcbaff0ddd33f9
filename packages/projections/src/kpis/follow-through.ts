import { defineRatio } from '../kpi.ts'

/** M-42 of the domain specification. */
export const followThrough = defineRatio({
  name: 'follow-through',
  title: 'Follow-through',
  definition: 'Commitments kept divided by commitments said.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep'],
  grain: ['quarter', 'year'],
  numerator: 'commitments-kept',
  denominator: 'commitments-said',
  reason: 'no-commitments',
})
