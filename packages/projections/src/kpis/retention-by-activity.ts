import { defineCalculation } from '../calculation.ts'
import { cohortKept, retained } from '../cohort-kept.ts'

/** A variant of M-15 of the domain specification: only buying counts, whatever was declared. */
export const retentionByActivity = defineCalculation({
  ...cohortKept,
  name: 'retention-by-activity',
  title: 'Retention by activity',
  definition:
    'Accounts active on the day before the period that have bought within the activity window, divided by all of them; a declared loss does not count.',
  version: 1,
  formula: '(closing − joined + lostBuying) / (opening − departed)',
  compute: (found, question) =>
    retained(found, question, () => found.amount('closing') - found.amount('joined') + found.amount('lostBuying')),
})
