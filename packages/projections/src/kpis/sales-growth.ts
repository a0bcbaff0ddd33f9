import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { weeksCompared } from '../year-comparison.ts'

/** M-07 of the domain specification, with the weeks of both sides in a week calendar (P-09). */
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
  compute: ({ amount }, question) => {
    const before = amount('before')
    if (before < 0n) return none('negative-base')
    return { ...quotient(amount('now') - before, before, 'no-base'), ...weeksCompared(question) }
  },
})
