import { coveredRows, nodeKpi } from '../gsit.ts'
import { defineKpi } from '../kpi.ts'
import type { PlanView } from '../plan-book.ts'

/** M-45 of the domain specification. */
export const gsitGoalsCovered = defineKpi<PlanView>({
  ...nodeKpi,
  name: 'gsit-goals-covered',
  title: 'Goals of plans, covered',
  definition: 'Goals with at least two strategies, in the trees of key account plans that are not over.',
  listed: false,
  ledger: 'gsit',
  contributions: (view) => coveredRows(view, 'goal'),
})
