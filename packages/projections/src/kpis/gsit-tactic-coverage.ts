import { coverageRatio } from '../gsit.ts'
import { defineRatio } from '../kpi.ts'

/** M-45 of the domain specification. */
export const gsitTacticCoverage = defineRatio({
  ...coverageRatio,
  name: 'gsit-tactic-coverage',
  title: 'Tactics with owner and date',
  definition: 'Tactics that were not given up and have an owner and a due date, as a part of all tactics not given up.',
  numerator: 'gsit-tactics-covered',
  denominator: 'gsit-tactics',
  reason: 'no-tactics',
})
