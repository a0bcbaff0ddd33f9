import { countRows, type OrderPiece } from '../credit.ts'
import { isQualifying } from '../fact.ts'
import { defineKpi } from '../kpi.ts'

/** M-03 of the domain specification. */
export const orders = defineKpi<OrderPiece>({
  name: 'orders',
  title: 'Orders',
  definition: 'Number of qualifying orders; a split order counts once for each credited rep and once for the organisation.',
  unit: 'orders',
  version: 1,
  kind: 'flow',
  view: 'credit',
  ledger: 'sales',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month'],
  fold: 'account',
  per: 'order',
  contributions: (piece) => (isQualifying(piece.fact) ? countRows(piece) : []),
})
