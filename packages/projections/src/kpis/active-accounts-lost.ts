import { type ActivityPiece, leaving } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const activeAccountsLost = defineKpi<ActivityPiece>({
  name: 'active-accounts-lost',
  title: 'Active accounts lost',
  definition:
    'Accounts that were active until they were declared lost, on the day of the loss, from the book of the owner of the day before.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'turned',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  listed: false,
  fold: 'account',
  per: 'activity',
  contributions: leaving('lost'),
})
