import { coverageRatio } from '../gsit.ts'
import { defineRatio } from '../kpi.ts'

/** M-45 of the domain specification. */
export const gsitStrategyCoverage = defineRatio({
  ...coverageRatio,
  name: 'gsit-strategy-coverage',
  title: 'Strategies with initiatives',
  definition: 'Strategies with at least one initiative, as a part of all strategies.',
  numerator: 'gsit-strategies-covered',
  denominator: 'gsit-strategies',
  reason: 'no-strategies',
})
