import type { OrderPiece } from '../credit.ts'
import { defineKpi } from '../kpi.ts'
import { newToAccountRows, productWinKpi } from '../product-wins.ts'

/** M-50 of the domain specification. What an account buys on its very first day is new business, not a new product. */
export const newToAccountWins = defineKpi<OrderPiece>({
  ...productWinKpi,
  name: 'new-to-account-wins',
  title: 'Wins new to the account',
  definition:
    'Product families that an account which had bought before bought for the first time, by the rep credited for the order.',
  ledger: 'wins',
  contributions: newToAccountRows,
})
