import { defineKpi } from '../kpi.ts'
import { commitmentKpi, type QbrView, reviewRows } from '../qbr-book.ts'

/** What is left out of M-42 of the domain specification and counted apart. What is taken back before the lock was never said. */
export const commitmentsWithdrawn = defineKpi<QbrView>({
  ...commitmentKpi,
  name: 'commitments-withdrawn',
  title: 'Commitments withdrawn',
  definition: 'Commitments that were taken back with approval after the list was locked, from the day on which they were.',
  ledger: 'commitments-missed',
  contributions: (view) =>
    reviewRows(view, ({ withdrawn }, locked) =>
      withdrawn !== null && withdrawn.setBy > locked.setBy ? { from: withdrawn.on, because: [withdrawn.setBy] } : null,
    ),
})
