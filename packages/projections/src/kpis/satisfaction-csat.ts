import { defineRatio } from '../kpi.ts'

/** M-54 of the domain specification. */
export const satisfactionCsat = defineRatio({
  name: 'satisfaction-csat',
  title: 'Satisfaction, CSAT',
  definition: 'Mean of the latest answer of each respondent on the scale csat, from 1 to 5.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['org', 'account'],
  grain: [],
  numerator: 'csat-points',
  denominator: 'csat-respondents',
  reason: 'no-base',
})
