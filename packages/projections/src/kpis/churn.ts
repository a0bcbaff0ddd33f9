import { defineCalculation } from '../calculation.ts'
import { quotient } from '../outcome.ts'

/** M-15 of the domain specification. */
export const churn = defineCalculation({
  name: 'churn',
  title: 'Churn',
  definition:
    'Accounts active on the day before the period that are not active any more, divided by all of them: one less retention.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'book',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['retention'],
  formula: '1 − retention',
  operands: ({ period }) => ({ retention: { kpi: 'retention', period } }),
  compute: ({ of }) => {
    const retention = of('retention')
    return retention.kind === 'quotient' ? quotient(retention.den - retention.num, retention.den, 'no-base') : retention
  },
})
