import { defineKpi } from '../kpi.ts'
import type { RelationView } from '../relation-book.ts'
import { estimateRows, walletKpi } from '../wallet-rows.ts'

/** What the age of the estimates of M-48 is computed from. */
export const walletEstimates = defineKpi<RelationView>({
  ...walletKpi,
  name: 'wallet-estimates',
  title: 'Estimates of the wallet',
  definition: 'How many estimates hold on the day.',
  unit: 'estimates',
  listed: false,
  contributions: (view) => estimateRows(view, () => 1n),
})
