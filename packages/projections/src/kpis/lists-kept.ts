import { defineKpi } from '../kpi.ts'
import { keptRows, type SellerListView, sellerListKpi } from '../seller-list-book.ts'

/** How many lists there are to review: what M-39 of the domain specification is computed from. */
export const listsKept = defineKpi<SellerListView>({
  ...sellerListKpi,
  name: 'lists-kept',
  title: 'Lists of sellers',
  definition: 'Sellers who have a list of targets, leads or reviews, as long as they are there.',
  unit: 'accounts',
  kind: 'stock',
  ledger: 'seller-lists',
  grain: [],
  listed: false,
  contributions: keptRows,
})
