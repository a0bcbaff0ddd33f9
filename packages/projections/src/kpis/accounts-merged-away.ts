import { type ActivityPiece, leaving } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-14 of the domain specification calls mergedAway: 0 wherever merges restate history. */
export const accountsMergedAway = defineKpi<ActivityPiece>({
  name: 'accounts-merged-away',
  title: 'Accounts merged away',
  definition:
    'Active accounts that another account stands for from a day on, on that day, from the book of the owner of the day before; none where merges restate history.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'merged-away',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  listed: false,
  fold: 'account',
  per: 'activity',
  contributions: leaving('merged'),
})
