import { defineKpi } from '../kpi.ts'
import type { SpanPiece } from '../pieces.ts'
import { lessLosses, movesOf, stretchesOf } from '../presence.ts'
import { bucketKey } from '../reference.ts'

/** M-12 of the domain specification. */
export const activeAccounts = defineKpi<SpanPiece>({
  name: 'active-accounts',
  title: 'Active accounts',
  definition: 'Accounts with a qualifying order within the activity window, not lost, in the book of their owner on the day.',
  unit: 'accounts',
  version: 1,
  kind: 'stock',
  view: 'book',
  ledger: 'active',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: [],
  fold: 'account',
  per: 'activity',
  contributions: ({ view, range }) =>
    movesOf(stretchesOf(view, lessLosses(view, view.days.runs(view.reference)), range), bucketKey),
})
