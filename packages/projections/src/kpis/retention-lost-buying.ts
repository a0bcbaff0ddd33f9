import type { ActivityPiece } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-15 of the domain specification is computed from. */
export const retentionLostBuying = defineKpi<ActivityPiece>({
  name: 'retention-lost-buying',
  title: 'Lost of the cohort within the activity window',
  definition:
    'Accounts of the opening cohort of the period that are declared lost although they bought within the activity window.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'retention-losses',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['month'],
  anyDay: true,
  listed: false,
  fold: 'account',
  per: 'activity',
  contributions: ({ retention }) => retention.lostBuying,
})
