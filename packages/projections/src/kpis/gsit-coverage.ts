import { coverageRatio } from '../gsit.ts'
import { defineRatio } from '../kpi.ts'

/** M-45 of the domain specification. */
export const gsitCoverage = defineRatio({
  ...coverageRatio,
  name: 'gsit-coverage',
  title: 'Goals with strategies',
  definition: 'Goals of key account plans with at least two strategies, as a part of all goals.',
  numerator: 'gsit-goals-covered',
  denominator: 'gsit-goals',
  reason: 'no-goals',
})
