import type { OrderPiece } from '../credit.ts'
import { defineKpi } from '../kpi.ts'
import { newLaunchRows, productWinKpi } from '../product-wins.ts'

/** M-50 of the domain specification. */
export const newLaunchWins = defineKpi<OrderPiece>({
  ...productWinKpi,
  name: 'new-launch-wins',
  title: 'Wins of new launches',
  definition: 'Order lines of products in the twelve months from their launch, by the rep credited for the order.',
  ledger: 'new-products',
  contributions: newLaunchRows,
})
