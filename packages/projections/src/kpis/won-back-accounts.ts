import { type ActivityPiece, entering } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 and M-19 of the domain specification. */
export const wonBackAccounts = defineKpi<ActivityPiece>({
  name: 'won-back-accounts',
  title: 'Won-back accounts',
  definition: 'Accounts that became active when a declared loss ended, on that day, in the book of the owner of that day.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'turned',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  fold: 'account',
  per: 'activity',
  contributions: entering('won-back'),
})
