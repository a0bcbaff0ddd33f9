import { coveredRows, nodeKpi } from '../gsit.ts'
import { defineKpi } from '../kpi.ts'
import type { PlanView } from '../plan-book.ts'

/** M-45 of the domain specification. */
export const gsitTacticsCovered = defineKpi<PlanView>({
  ...nodeKpi,
  name: 'gsit-tactics-covered',
  title: 'Tactics of plans, covered',
  definition: 'Tactics with an owner and a due date, in the trees of key account plans that are not over.',
  listed: false,
  ledger: 'gsit-tactics',
  contributions: (view) => coveredRows(view, 'tactic'),
})
