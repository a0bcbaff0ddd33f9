import { costedRows, marginKpi } from '../cost-of-lines.ts'
import type { OrderPiece } from '../credit.ts'
import { defineKpi } from '../kpi.ts'

/** What M-57 of the domain specification is computed from. */
export const salesWithCost = defineKpi<OrderPiece>({
  ...marginKpi,
  name: 'sales-with-cost',
  title: 'Net sales with a known cost',
  definition: 'Net sales of the lines of orders and credit notes whose cost is given.',
  contributions: (piece) => costedRows(piece, ({ net }) => net),
})
