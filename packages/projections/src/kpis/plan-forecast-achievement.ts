import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { planPeriodKpi } from '../plan-period.ts'

/** M-41 of the domain specification: of key account plans; `plan-forecast-attainment` is that of quotas. */
export const planForecastAchievement = defineCalculation({
  ...planPeriodKpi,
  name: 'plan-forecast-achievement',
  title: 'Plan achievement with the pipeline',
  definition:
    'Net sales on the days of the key account plans of the period and their weighted pipeline, as a part of their targets.',
  unit: 'ratio',
  kind: 'flow',
  from: ['plan-sales', 'plan-pipeline', 'plan-target'],
  formula: '(achieved + weighted) / target',
  operands: ({ period }) => ({
    achieved: { kpi: 'plan-sales', period },
    weighted: { kpi: 'plan-pipeline', period },
    target: { kpi: 'plan-target', period },
  }),
  compute: ({ of, amount }) => {
    const target = of('target')
    return target.kind === 'amount'
      ? quotient(amount('achieved') + amount('weighted'), target.amount, 'zero-target')
      : none('no-plan')
  },
})
