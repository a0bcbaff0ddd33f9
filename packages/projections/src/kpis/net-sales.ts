import { amountRows, type OrderPiece } from '../credit.ts'
import { defineKpi } from '../kpi.ts'

/** M-01 of the domain specification. */
export const netSales = defineKpi<OrderPiece>({
  name: 'net-sales',
  title: 'Net sales',
  definition: 'Value of orders net of cancellations, less credit notes on their own date, by the rep credited for them.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  ledger: 'sales',
  measure: 'amount',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month'],
  fold: 'account',
  per: 'order',
  contributions: (piece) =>
    piece.fact.kind === 'order'
      ? amountRows(piece, piece.amount, (value) => value)
      : amountRows(piece, -piece.amount, (value) => -value),
})
