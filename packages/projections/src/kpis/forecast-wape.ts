import { defineCalculation } from '../calculation.ts'
import { comparedMonths, errorSums, forecastErrors } from '../forecast-errors.ts'
import { none, quotient } from '../outcome.ts'

/** M-26 of the domain specification. */
export const forecastWape = defineCalculation({
  ...forecastErrors,
  name: 'forecast-wape',
  title: 'Forecast error, weighted',
  definition: 'How far the forecasts at the start of each month were off, added up, as a part of what was sold.',
  formula: 'Σ|actual − forecast| / Σ|actual|',
  compute: (found, question) => {
    const months = comparedMonths(found, question)
    const { errors, sizes } = errorSums(months)
    return months.length === 0 ? none('no-estimate') : quotient(errors, sizes, 'no-base')
  },
})
