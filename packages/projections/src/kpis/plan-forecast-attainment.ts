import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { bothSides, comparedWithQuota } from '../plan-forecasts.ts'

/** M-28 of the domain specification. */
export const planForecastAttainment = defineCalculation({
  ...comparedWithQuota,
  name: 'plan-forecast-attainment',
  title: 'Pipeline forecast attainment',
  definition: 'Net sales so far and weighted pipeline as a part of quota, over the months that have one.',
  unit: 'ratio',
  formula: 'Σ forecast / Σ quota',
  compute: (found, question) => {
    const sides = bothSides(found, question)
    return sides === null ? none('no-quota') : quotient(sides.forecast, sides.quota, 'zero-quota')
  },
})
