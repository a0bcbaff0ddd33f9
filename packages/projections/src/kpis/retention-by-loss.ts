import { defineCalculation } from '../calculation.ts'
import { cohortKept, retained } from '../cohort-kept.ts'

/** A variant of M-15 of the domain specification: only a declared loss ends what was retained. */
export const retentionByLoss = defineCalculation({
  ...cohortKept,
  name: 'retention-by-loss',
  title: 'Retention by declared losses',
  definition:
    'Accounts active on the day before the period that were not declared lost, divided by all of them; a lapse does not count.',
  version: 1,
  formula: '(opening − departed − lost) / (opening − departed)',
  compute: (found, question) => retained(found, question, (cohort) => cohort - found.amount('lost')),
})
