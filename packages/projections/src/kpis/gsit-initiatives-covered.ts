import { coveredRows, nodeKpi } from '../gsit.ts'
import { defineKpi } from '../kpi.ts'
import type { PlanView } from '../plan-book.ts'

/** M-45 of the domain specification. */
export const gsitInitiativesCovered = defineKpi<PlanView>({
  ...nodeKpi,
  name: 'gsit-initiatives-covered',
  title: 'Initiatives of plans, covered',
  definition: 'Initiatives with a tactic, in the trees of key account plans that are not over.',
  listed: false,
  ledger: 'gsit',
  contributions: (view) => coveredRows(view, 'initiative'),
})
