import { type ActivityPiece, activityKpi, leaving } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const lapsedAccounts = defineKpi<ActivityPiece>({
  ...activityKpi,
  name: 'lapsed-accounts',
  title: 'Lapsed accounts',
  definition:
    'Accounts without a qualifying order for a whole activity window, on the first such day, from the book of the owner of the day before.',
  ledger: 'active',
  reasons: { up: 'lapsed', down: 'bought' },
  contributions: leaving('lapsed'),
})
