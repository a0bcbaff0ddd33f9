import { sorted } from '../credit.ts'
import { defineKpi } from '../kpi.ts'
import { commitmentKpi, commitmentRows, type QbrView } from '../qbr-book.ts'

/** M-42 of the domain specification. */
export const commitmentsSaid = defineKpi<QbrView>({
  ...commitmentKpi,
  name: 'commitments-said',
  title: 'Commitments said',
  definition: 'Commitments of the locked said-list of the quarterly business review, from the day of the lock.',
  ledger: 'commitments',
  contributions: (view) =>
    commitmentRows(view, ({ madeBy }, locked) => ({ from: locked.on, because: sorted([madeBy, locked.setBy]) })),
})
