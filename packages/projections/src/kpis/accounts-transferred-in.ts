import { type ActivityPiece, activityKpi, transferred } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const accountsTransferredIn = defineKpi<ActivityPiece>({
  ...activityKpi,
  name: 'accounts-transferred-in',
  title: 'Accounts transferred in',
  definition: 'Active accounts that came into the book from another one; none at a scope that holds both.',
  ledger: 'transferred',
  contributions: transferred('in'),
})
