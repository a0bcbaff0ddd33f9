import { type ActivityPiece, leaving } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const lapsedAccounts = defineKpi<ActivityPiece>({
  name: 'lapsed-accounts',
  title: 'Lapsed accounts',
  definition:
    'Accounts without a qualifying order for a whole activity window, on the first such day, from the book of the owner of the day before.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'active',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  reasons: { up: 'lapsed', down: 'bought' },
  fold: 'account',
  per: 'activity',
  contributions: leaving('lapsed'),
})
