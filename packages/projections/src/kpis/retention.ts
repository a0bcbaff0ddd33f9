import { defineCalculation } from '../calculation.ts'
import { cohortKept, retained } from '../cohort-kept.ts'

/** M-15 of the domain specification. */
export const retention = defineCalculation({
  ...cohortKept,
  name: 'retention',
  title: 'Retention',
  definition: 'Accounts active on the day before the period that are still active, divided by all of them; transfers by policy.',
  version: 2,
  formula: '(closing − joined) / (opening − departed)',
  compute: (found, question) => retained(found, question, () => found.amount('closing') - found.amount('joined')),
})
