import type { AccountView } from '../account-book.ts'
import { defineKpi } from '../kpi.ts'
import { endOf } from '../tenure.ts'

/** What M-20 of the domain specification is computed from. */
export const tenureEnd = defineKpi<AccountView>({
  name: 'tenure-end',
  title: 'End of the tenure',
  definition: 'The day of the loss that ended the tenure segment, counted from the beginning of time.',
  unit: 'days',
  version: 1,
  kind: 'stock',
  view: 'book',
  ledger: 'tenure',
  measure: 'amount',
  scopes: ['account'],
  grain: [],
  listed: false,
  fold: 'account',
  per: 'tenure',
  contributions: endOf,
})
