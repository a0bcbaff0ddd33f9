import { defineRatio } from '../kpi.ts'

/** M-54 of the domain specification. */
export const satisfactionNps = defineRatio({
  name: 'satisfaction-nps',
  title: 'Satisfaction, NPS',
  definition: 'Mean of the latest answer of each respondent on the scale nps, from −100 to 100.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['org', 'account'],
  grain: [],
  numerator: 'nps-points',
  denominator: 'nps-respondents',
  reason: 'no-base',
})
