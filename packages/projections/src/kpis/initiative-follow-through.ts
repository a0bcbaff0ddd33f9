import { defineRatio } from '../kpi.ts'

/** R-119 of the domain specification: M-42’s pattern, per party. */
export const initiativeFollowThrough = defineRatio({
  name: 'initiative-follow-through',
  title: 'Initiative follow-through',
  definition: 'Initiatives completed divided by initiatives agreed.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  numerator: 'initiatives-completed',
  denominator: 'initiatives-agreed',
  reason: 'no-commitments',
})
