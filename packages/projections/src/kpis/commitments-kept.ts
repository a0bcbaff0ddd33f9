import { defineKpi } from '../kpi.ts'
import { commitmentKpi, outcomeRows, type QbrView } from '../qbr-book.ts'

/** M-42 of the domain specification. */
export const commitmentsKept = defineKpi<QbrView>({
  ...commitmentKpi,
  name: 'commitments-kept',
  title: 'Commitments kept',
  definition: 'Commitments of the locked said-list that were kept, on time or late, from the day of the outcome.',
  ledger: 'commitments',
  contributions: (view) => outcomeRows(view, ['kept', 'kept-late']),
})
