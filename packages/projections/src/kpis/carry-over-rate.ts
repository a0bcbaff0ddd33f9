import { defineRatio } from '../kpi.ts'

/** M-43 of the domain specification. Without a miss there is none: `no-commitments`. */
export const carryOverRate = defineRatio({
  name: 'carry-over-rate',
  title: 'Carry-over rate',
  definition: 'Missed commitments that were committed again in the quarter after, divided by missed commitments.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep'],
  grain: ['quarter', 'year'],
  numerator: 'commitments-carried-over',
  denominator: 'commitments-missed',
  reason: 'no-commitments',
})
