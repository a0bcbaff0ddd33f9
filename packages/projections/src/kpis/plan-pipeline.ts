import { defineCalculation } from '../calculation.ts'
import { pipelineOperands, planPeriodKpi, sumOfPlans } from '../plan-period.ts'

/** What M-41 of the domain specification calls weighted. Deals have a month, not a day: those of a month that a plan shares count for it. */
export const planPipeline = defineCalculation({
  ...planPeriodKpi,
  name: 'plan-pipeline',
  title: 'Weighted pipeline of the plans',
  definition:
    'Amounts by probability of the open deals with the accounts of the key account plans of the period, expected to close in the months of each plan.',
  unit: 'money',
  kind: 'flow',
  from: ['weighted-pipeline', 'active-plans'],
  formula: 'Σ weighted pipeline of each plan’s account in the months of the plan',
  operands: pipelineOperands,
  compute: (found, question) => sumOfPlans(found, question, pipelineOperands(question)),
})
