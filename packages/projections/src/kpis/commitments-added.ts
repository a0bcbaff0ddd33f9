import { defineKpi } from '../kpi.ts'
import { commitmentKpi, type QbrView, reviewRows } from '../qbr-book.ts'

/** Later additions, which M-42 of the domain specification lists apart. */
export const commitmentsAdded = defineKpi<QbrView>({
  ...commitmentKpi,
  name: 'commitments-added',
  title: 'Commitments added',
  definition:
    'Commitments that were added after the list was locked: beside what was said, from the day on which they were made.',
  ledger: 'commitments-added',
  contributions: (view) =>
    reviewRows(view, ({ afterLock, madeOn, madeBy, withdrawn }) =>
      afterLock ? { from: madeOn, until: withdrawn?.on ?? null, because: [madeBy] } : null,
    ),
})
