import { defineCalculation } from '../calculation.ts'
import { quotient } from '../outcome.ts'

/** M-55 of the domain specification: the mean. */
export const daysToMeet = defineCalculation({
  name: 'days-to-meet',
  title: 'Days to meet',
  definition:
    'How many days it took on average to meet the dependencies that were met in the period, from the day they were raised.',
  unit: 'days',
  version: 1,
  kind: 'flow',
  view: 'book',
  scopes: ['org', 'account'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['dependency-days', 'dependencies-met'],
  formula: 'days / met',
  operands: ({ period }) => ({ days: { kpi: 'dependency-days', period }, met: { kpi: 'dependencies-met', period } }),
  compute: ({ amount }) => quotient(amount('days'), amount('met'), 'no-base'),
})
