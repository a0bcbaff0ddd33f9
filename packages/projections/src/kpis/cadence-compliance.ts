import { defineRatio } from '../kpi.ts'

/** M-59 of the domain specification. */
export const cadenceCompliance = defineRatio({
  name: 'cadence-compliance',
  title: 'Cadence compliance',
  definition: 'Touchpoints held as a part of those planned.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month'],
  numerator: 'touchpoints-held',
  denominator: 'touchpoints-planned',
  reason: 'no-base',
})
