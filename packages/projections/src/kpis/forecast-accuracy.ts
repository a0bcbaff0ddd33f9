import { defineCalculation } from '../calculation.ts'
import { comparedMonths, errorSums, forecastErrors } from '../forecast-errors.ts'
import { none, quotient } from '../outcome.ts'

/** M-26 of the domain specification. */
export const forecastAccuracy = defineCalculation({
  ...forecastErrors,
  name: 'forecast-accuracy',
  title: 'Forecast accuracy',
  definition: 'One less the weighted error of the forecasts at the start of each month, never below zero.',
  formula: 'max(0, 1 − Σ|actual − forecast| / Σ|actual|)',
  compute: (found, question) => {
    const months = comparedMonths(found, question)
    const { errors, sizes } = errorSums(months)
    if (months.length === 0) return none('no-estimate')
    return quotient(errors > sizes ? 0n : sizes - errors, sizes, 'no-base')
  },
})
