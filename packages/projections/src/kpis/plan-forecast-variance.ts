import { defineCalculation } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { bothSides, comparedWithQuota } from '../plan-forecasts.ts'

/** M-28 of the domain specification: below zero, the pipeline does not close the gap. */
export const planForecastVariance = defineCalculation({
  ...comparedWithQuota,
  name: 'plan-forecast-variance',
  title: 'Pipeline forecast variance',
  definition: 'Net sales so far and weighted pipeline less quota, over the months that have one.',
  unit: 'money',
  formula: 'Σ forecast − Σ quota',
  compute: (found, question) => {
    const sides = bothSides(found, question)
    return sides === null ? none('no-quota') : amount(sides.forecast - sides.quota)
  },
})
