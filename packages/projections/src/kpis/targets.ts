import { defineKpi } from '../kpi.ts'
import { listedRows, type SellerListView, sellerListKpi } from '../seller-list-book.ts'

/** M-37 of the domain specification. */
export const targets = defineKpi<SellerListView>({
  ...sellerListKpi,
  name: 'targets',
  title: 'Targets',
  definition: 'Prospects that sellers go for first, as their lists stand on the day.',
  unit: 'accounts',
  kind: 'stock',
  ledger: 'seller-lists',
  grain: [],
  contributions: (view) => listedRows(view, view.book.targets),
})
