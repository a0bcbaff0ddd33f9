import type { OrderPiece } from '../credit.ts'
import { defineKpi } from '../kpi.ts'
import { productWinKpi, upgradeRows } from '../product-wins.ts'

/** M-52 of the domain specification. A split order counts for each who shares it, and once for the organisation. */
export const upgrades = defineKpi<OrderPiece>({
  ...productWinKpi,
  name: 'upgrades',
  title: 'Upgrades',
  definition: 'Order lines that take the place of a product which the account has, by the rep credited for the order.',
  ledger: 'wins',
  contributions: upgradeRows,
})
