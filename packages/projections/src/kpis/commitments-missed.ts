import { defineKpi } from '../kpi.ts'
import { commitmentKpi, outcomeRows, type QbrView } from '../qbr-book.ts'

/** What M-43 of the domain specification divides by. */
export const commitmentsMissed = defineKpi<QbrView>({
  ...commitmentKpi,
  name: 'commitments-missed',
  title: 'Commitments missed',
  definition: 'Commitments of the locked said-list that were missed, from the day of the outcome.',
  ledger: 'commitments-missed',
  contributions: (view) => outcomeRows(view, ['missed']),
})
