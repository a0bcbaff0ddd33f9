import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { planPeriodKpi } from '../plan-period.ts'

/** M-41 of the domain specification. */
export const planAchievement = defineCalculation({
  ...planPeriodKpi,
  name: 'plan-achievement',
  title: 'Plan achievement',
  definition: 'Net sales on the days of the key account plans of the period as a part of their targets.',
  unit: 'ratio',
  kind: 'flow',
  from: ['plan-sales', 'plan-target'],
  formula: 'achieved / target',
  operands: ({ period }) => ({ achieved: { kpi: 'plan-sales', period }, target: { kpi: 'plan-target', period } }),
  compute: ({ of }) => {
    const [achieved, target] = [of('achieved'), of('target')]
    if (achieved.kind !== 'amount' || target.kind !== 'amount') return none('no-plan')
    return quotient(achieved.amount, target.amount, 'zero-target')
  },
})
