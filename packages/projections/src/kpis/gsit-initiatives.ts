import { nodeKpi, nodeRows } from '../gsit.ts'
import { defineKpi } from '../kpi.ts'
import type { PlanView } from '../plan-book.ts'

/** M-45 of the domain specification. */
export const gsitInitiatives = defineKpi<PlanView>({
  ...nodeKpi,
  name: 'gsit-initiatives',
  title: 'Initiatives of plans',
  definition: 'Initiatives in the trees of key account plans that are not over.',
  listed: false,
  ledger: 'gsit',
  contributions: (view) => nodeRows(view, 'initiative'),
})
