import { type ActivityPiece, entering } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const reactivatedAccounts = defineKpi<ActivityPiece>({
  name: 'reactivated-accounts',
  title: 'Reactivated accounts',
  definition: 'Accounts that bought again after they had lapsed, on the day of that order, in the book of the owner of that day.',
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
  contributions: entering('reactivated'),
})
