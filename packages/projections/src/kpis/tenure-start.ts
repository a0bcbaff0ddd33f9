import type { AccountView } from '../account-book.ts'
import { defineKpi } from '../kpi.ts'
import { startOf } from '../tenure.ts'

/** What M-20 of the domain specification is computed from. */
export const tenureStart = defineKpi<AccountView>({
  name: 'tenure-start',
  title: 'Start of the tenure',
  definition: 'The day of the first qualifying order of the tenure segment, counted from the beginning of time.',
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
  contributions: startOf,
})
