import { costedRows, marginKpi } from '../cost-of-lines.ts'
import type { OrderPiece } from '../credit.ts'
import { defineKpi } from '../kpi.ts'

/** What M-57 of the domain specification is computed from. */
export const costOfSales = defineKpi<OrderPiece>({
  ...marginKpi,
  name: 'cost-of-sales',
  title: 'Cost of sales',
  definition: 'What the lines cost whose cost is given, less that of lines credited.',
  contributions: (piece) => costedRows(piece, ({ cost }) => cost),
})
