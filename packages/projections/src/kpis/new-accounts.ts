import { type ActivityPiece, entering } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 and M-19 of the domain specification. */
export const newAccounts = defineKpi<ActivityPiece>({
  name: 'new-accounts',
  title: 'New accounts',
  definition:
    'Accounts with their first qualifying order, on its day, in the book of the owner of that day; an account won back is not new.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'activated',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  fold: 'account',
  per: 'activity',
  contributions: entering('new'),
})
