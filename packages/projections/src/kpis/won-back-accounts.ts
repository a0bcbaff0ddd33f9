import { type ActivityPiece, activityKpi, entering } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 and M-19 of the domain specification. */
export const wonBackAccounts = defineKpi<ActivityPiece>({
  ...activityKpi,
  name: 'won-back-accounts',
  title: 'Won-back accounts',
  definition: 'Accounts that became active when a declared loss ended, on that day, in the book of the owner of that day.',
  ledger: 'turned',
  contributions: entering('won-back'),
})
