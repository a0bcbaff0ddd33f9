import { defineKpi } from '../kpi.ts'
import type { RelationView } from '../relation-book.ts'
import { estimateRows, walletKpi } from '../wallet-rows.ts'

/** What M-48 of the domain specification is computed from. */
export const walletEstimate = defineKpi<RelationView>({
  ...walletKpi,
  name: 'wallet-estimate',
  title: 'Estimated wallet',
  definition:
    'What accounts are estimated to spend in a year with all suppliers: the latest estimate of each category that holds on the day.',
  unit: 'money',
  contributions: (view) => estimateRows(view, ({ amount }) => amount),
})
