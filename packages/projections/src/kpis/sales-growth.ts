import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'

/** M-07 of the domain specification. */
export const salesGrowth = defineCalculation({
  name: 'sales-growth',
  title: 'Sales growth',
  definition: 'Net sales less those of the same period one year earlier, divided by these.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['net-sales', 'previous-year-sales'],
  formula: '(now − before) / |before|',
  operands: ({ period }) => ({ now: { kpi: 'net-sales', period }, before: { kpi: 'previous-year-sales', period } }),
  compute: ({ amount }) => {
    const before = amount('before')
    return before < 0n ? none('negative-base') : quotient(amount('now') - before, before, 'no-base')
  },
})
