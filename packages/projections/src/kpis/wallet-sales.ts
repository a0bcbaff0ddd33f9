import type { OrderPiece } from '../credit.ts'
import { defineKpi } from '../kpi.ts'
import { salesInWallet } from '../wallet-rows.ts'

/** What M-48 of the domain specification is computed from. */
export const walletSales = defineKpi<OrderPiece>({
  name: 'wallet-sales',
  title: 'Sales in estimated categories',
  definition:
    'Net sales of the twelve months to the day in the categories (product families) of which an estimate of the wallet holds.',
  unit: 'money',
  version: 1,
  kind: 'stock',
  view: 'book',
  ledger: 'wallet-sales',
  measure: 'amount',
  scopes: ['org', 'account', 'family'],
  grain: [],
  listed: false,
  reasons: { up: 'within-twelve-months', down: 'no-longer' },
  fold: 'account',
  per: 'order',
  contributions: salesInWallet,
})
