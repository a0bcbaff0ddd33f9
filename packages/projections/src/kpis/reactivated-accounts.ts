import { type ActivityPiece, activityKpi, entering } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const reactivatedAccounts = defineKpi<ActivityPiece>({
  ...activityKpi,
  name: 'reactivated-accounts',
  title: 'Reactivated accounts',
  definition: 'Accounts that bought again after they had lapsed, on the day of that order, in the book of the owner of that day.',
  ledger: 'activated',
  contributions: entering('reactivated'),
})
