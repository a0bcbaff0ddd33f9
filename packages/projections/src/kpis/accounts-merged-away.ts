import { type ActivityPiece, activityKpi, leaving } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-14 of the domain specification calls mergedAway: 0 wherever merges restate history. */
export const accountsMergedAway = defineKpi<ActivityPiece>({
  ...activityKpi,
  name: 'accounts-merged-away',
  title: 'Accounts merged away',
  definition:
    'Active accounts that another account stands for from a day on, on that day, from the book of the owner of the day before; none where merges restate history.',
  ledger: 'merged-away',
  listed: false,
  contributions: leaving('merged'),
})
