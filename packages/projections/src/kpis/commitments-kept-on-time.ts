import { defineKpi } from '../kpi.ts'
import { commitmentKpi, outcomeRows, type QbrView } from '../qbr-book.ts'

/** M-42 of the domain specification. */
export const commitmentsKeptOnTime = defineKpi<QbrView>({
  ...commitmentKpi,
  name: 'commitments-kept-on-time',
  title: 'Commitments kept on time',
  definition: 'Commitments of the locked said-list that were kept by the day they were due, from the day of the outcome.',
  ledger: 'commitments-on-time',
  contributions: (view) => outcomeRows(view, ['kept']),
})
