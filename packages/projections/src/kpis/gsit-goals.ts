import { nodeKpi, nodeRows } from '../gsit.ts'
import { defineKpi } from '../kpi.ts'
import type { PlanView } from '../plan-book.ts'

/** M-45 of the domain specification. */
export const gsitGoals = defineKpi<PlanView>({
  ...nodeKpi,
  name: 'gsit-goals',
  title: 'Goals of plans',
  definition: 'Goals in the trees of key account plans that are not over.',
  listed: false,
  ledger: 'gsit',
  contributions: (view) => nodeRows(view, 'goal'),
})
