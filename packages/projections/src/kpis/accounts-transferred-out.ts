import { type ActivityPiece, activityKpi, transferred } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const accountsTransferredOut = defineKpi<ActivityPiece>({
  ...activityKpi,
  name: 'accounts-transferred-out',
  title: 'Accounts transferred out',
  definition: 'Active accounts that went from the book into another one; none at a scope that holds both.',
  ledger: 'transferred',
  contributions: transferred('out'),
})
