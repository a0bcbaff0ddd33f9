import { defineKpi } from '../kpi.ts'
import { listedRows, type SellerListView, sellerListKpi } from '../seller-list-book.ts'

/** M-37 of the domain specification. */
export const leads = defineKpi<SellerListView>({
  ...sellerListKpi,
  name: 'leads',
  title: 'Leads',
  definition: 'Prospects that come after the targets, as the lists of sellers stand on the day.',
  unit: 'accounts',
  kind: 'stock',
  ledger: 'list-leads',
  grain: [],
  contributions: (view) => listedRows(view, view.book.leads),
})
