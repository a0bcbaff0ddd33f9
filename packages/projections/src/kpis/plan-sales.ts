import { defineCalculation } from '../calculation.ts'
import { planPeriodKpi, salesOperands, sumOfPlans } from '../plan-period.ts'

/** What M-41 of the domain specification calls achieved. */
export const planSales = defineCalculation({
  ...planPeriodKpi,
  name: 'plan-sales',
  title: 'Sales against plan',
  definition: 'Net sales to the accounts of the key account plans of the period, on the days of each plan.',
  unit: 'money',
  kind: 'flow',
  from: ['net-sales', 'active-plans'],
  formula: 'Σ net sales of each plan’s account on the days of the plan',
  operands: salesOperands,
  compute: (found, question) => sumOfPlans(found, question, salesOperands(question)),
})
