import { type ActivityPiece, activityKpi, entering } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 and M-19 of the domain specification. */
export const newAccounts = defineKpi<ActivityPiece>({
  ...activityKpi,
  name: 'new-accounts',
  title: 'New accounts',
  definition:
    'Accounts with their first qualifying order, on its day, in the book of the owner of that day; an account won back is not new.',
  ledger: 'activated',
  contributions: entering('new'),
})
