import type { ActivityPiece } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-15 of the domain specification is computed from. */
export const retentionJoined = defineKpi<ActivityPiece>({
  name: 'retention-joined',
  title: 'Joined since the cohort',
  definition:
    'Active accounts that are not of the opening cohort of the period; less those of the cohort that are active in another book.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'retention-moves',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['month'],
  anyDay: true,
  listed: false,
  fold: 'account',
  per: 'activity',
  contributions: ({ retention }) => retention.joined,
})
