import { defineCalculation } from '../calculation.ts'
import { planPeriodKpi, sumOfPlans, targetOperands } from '../plan-period.ts'

/** M-41 of the domain specification. It moves only with what is known: a revised target holds for the whole plan. */
export const planTarget = defineCalculation({
  ...planPeriodKpi,
  name: 'plan-target',
  title: 'Target of the plans',
  definition:
    'The targets of the key account plans of the period: of those of just its days, else of those within it, else of the plan in force on its last day.',
  unit: 'money',
  kind: 'plan',
  from: ['plan-targets', 'active-plans'],
  formula: 'Σ target of each plan of the period',
  operands: targetOperands,
  compute: (found, question) => sumOfPlans(found, question, targetOperands(question)),
})
