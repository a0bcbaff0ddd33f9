import { type ActivityPiece, activityKpi, leaving } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const activeAccountsLost = defineKpi<ActivityPiece>({
  ...activityKpi,
  name: 'active-accounts-lost',
  title: 'Active accounts lost',
  definition:
    'Accounts that were active until they were declared lost, on the day of the loss, from the book of the owner of the day before.',
  ledger: 'turned',
  listed: false,
  contributions: leaving('lost'),
})
