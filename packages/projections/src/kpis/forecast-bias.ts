import { defineCalculation } from '../calculation.ts'
import { comparedMonths, errorSums, forecastErrors } from '../forecast-errors.ts'
import { none, quotient } from '../outcome.ts'

/** M-26 of the domain specification: above zero, more was forecast than sold. */
export const forecastBias = defineCalculation({
  ...forecastErrors,
  name: 'forecast-bias',
  title: 'Forecast bias',
  definition: 'Forecasts at the start of each month less sales, as a part of sales: above zero too much was forecast.',
  formula: '(Σ forecast − Σ actual) / Σ actual',
  compute: (found, question) => {
    const months = comparedMonths(found, question)
    const { actuals, forecasts } = errorSums(months)
    return months.length === 0 ? none('no-estimate') : quotient(forecasts - actuals, actuals, 'no-base')
  },
})
