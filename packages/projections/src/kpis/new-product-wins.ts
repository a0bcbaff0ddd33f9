import type { OrderPiece } from '../credit.ts'
import { defineKpi } from '../kpi.ts'
import { newProductRows, productWinKpi } from '../product-wins.ts'

/** M-50 of the domain specification. Each kind by itself: `new-to-account-wins`, `new-launch-wins`, which do not add up to this where both are true. */
export const newProductWins = defineKpi<OrderPiece>({
  ...productWinKpi,
  name: 'new-product-wins',
  title: 'New product wins',
  definition:
    'Order lines of products launched within twelve months, and product families new to an account that had bought before; what is both counts once.',
  ledger: 'new-products',
  contributions: newProductRows,
})
