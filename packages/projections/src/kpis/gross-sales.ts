import { amountRows, type OrderPiece } from '../credit.ts'
import { isQualifying } from '../fact.ts'
import { defineKpi } from '../kpi.ts'

/** M-02 of the domain specification. */
export const grossSales = defineKpi<OrderPiece>({
  name: 'gross-sales',
  title: 'Gross sales',
  definition: 'Value of qualifying orders net of cancellations, before credit notes, by the rep credited for them.',
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
  contributions: (piece) => (isQualifying(piece.fact) ? amountRows(piece, piece.amount, (value) => value) : []),
})
