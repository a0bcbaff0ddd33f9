import { coverageRatio } from '../gsit.ts'
import { defineRatio } from '../kpi.ts'

/** M-45 of the domain specification. */
export const gsitInitiativeCoverage = defineRatio({
  ...coverageRatio,
  name: 'gsit-initiative-coverage',
  title: 'Initiatives with tactics',
  definition: 'Initiatives with at least one tactic that was not given up, as a part of all initiatives.',
  numerator: 'gsit-initiatives-covered',
  denominator: 'gsit-initiatives',
  reason: 'no-initiatives',
})
