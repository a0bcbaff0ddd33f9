import { amountRows, type OrderPiece } from '../credit.ts'
import { isQualifying } from '../fact.ts'
import { defineKpi } from '../kpi.ts'

const whole = 10_000n

/** The share count of M-03 of the domain specification: only this adds up over reps. */
export const creditedOrders = defineKpi<OrderPiece>({
  name: 'credited-orders',
  title: 'Credited orders',
  definition: 'Qualifying orders in shares: each order is one, split over the reps credited for it.',
  unit: 'share',
  version: 1,
  kind: 'flow',
  view: 'credit',
  ledger: 'sales',
  measure: 'amount',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month'],
  fold: 'account',
  per: 'order',
  contributions: (piece) => (isQualifying(piece.fact) ? amountRows(piece, whole, () => whole) : []),
})
