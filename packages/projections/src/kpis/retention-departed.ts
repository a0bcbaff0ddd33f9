import type { ActivityPiece } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-15 of the domain specification is computed from. */
export const retentionDeparted = defineKpi<ActivityPiece>({
  name: 'retention-departed',
  title: 'Departed of the cohort',
  definition: 'Accounts active on the day before the period that have left the book since.',
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
  contributions: ({ retention }) => retention.departed,
})
