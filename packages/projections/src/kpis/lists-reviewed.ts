import { defineKpi } from '../kpi.ts'
import { reviewedRows, type SellerListView, sellerListKpi } from '../seller-list-book.ts'

/** The numerator of M-39 of the domain specification. */
export const listsReviewed = defineKpi<SellerListView>({
  ...sellerListKpi,
  name: 'lists-reviewed',
  title: 'Lists reviewed',
  definition: 'Lists of sellers that were gone through in the month, each once.',
  unit: 'accounts',
  kind: 'flow',
  ledger: 'list-reviews',
  grain: ['month'],
  listed: false,
  contributions: reviewedRows,
})
