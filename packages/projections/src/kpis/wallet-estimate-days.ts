import { defineKpi } from '../kpi.ts'
import type { RelationView } from '../relation-book.ts'
import { asAmount } from '../tenure.ts'
import { estimateRows, walletKpi } from '../wallet-rows.ts'

/** What the age of the estimates of M-48 is computed from. */
export const walletEstimateDays = defineKpi<RelationView>({
  ...walletKpi,
  name: 'wallet-estimate-days',
  title: 'Days of the estimates of the wallet',
  definition: 'The days from which the estimates hold that hold on the day, counted from the beginning of time and added up.',
  unit: 'days',
  listed: false,
  contributions: (view) => estimateRows(view, ({ since }) => asAmount(since)),
})
