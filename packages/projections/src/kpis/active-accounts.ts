import type { ActivityPiece } from '../activity.ts'
import { defineKpi } from '../kpi.ts'
import { movesOf } from '../presence.ts'
import { bucketKey } from '../reference.ts'

/** M-12 of the domain specification. */
export const activeAccounts = defineKpi<ActivityPiece>({
  name: 'active-accounts',
  title: 'Active accounts',
  definition: 'Accounts with a qualifying order within the activity window, not lost, in the book of their owner on the day.',
  unit: 'accounts',
  version: 2,
  kind: 'stock',
  view: 'book',
  ledger: 'active',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  fold: 'account',
  per: 'activity',
  contributions: ({ stretches }) => movesOf(stretches, bucketKey),
})
