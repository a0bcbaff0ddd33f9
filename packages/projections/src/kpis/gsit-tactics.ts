import { nodeKpi, nodeRows } from '../gsit.ts'
import { defineKpi } from '../kpi.ts'
import type { PlanView } from '../plan-book.ts'

/** M-45 of the domain specification. */
export const gsitTactics = defineKpi<PlanView>({
  ...nodeKpi,
  name: 'gsit-tactics',
  title: 'Tactics of plans',
  definition: 'Tactics in the trees of key account plans that are not over, without those given up.',
  listed: false,
  ledger: 'gsit-tactics',
  contributions: (view) => nodeRows(view, 'tactic'),
})
