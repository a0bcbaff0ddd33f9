import { defineRatio } from '../kpi.ts'

/** R-119 of the domain specification: M-42’s pattern, per party. */
export const initiativeFollowThroughOnTime = defineRatio({
  name: 'initiative-follow-through-on-time',
  title: 'Initiative follow-through on time',
  definition: 'Initiatives completed on time divided by initiatives agreed.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  numerator: 'initiatives-completed-on-time',
  denominator: 'initiatives-agreed',
  reason: 'no-commitments',
})
