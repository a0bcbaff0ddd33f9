import { coveredRows, nodeKpi } from '../gsit.ts'
import { defineKpi } from '../kpi.ts'
import type { PlanView } from '../plan-book.ts'

/** M-45 of the domain specification. */
export const gsitStrategiesCovered = defineKpi<PlanView>({
  ...nodeKpi,
  name: 'gsit-strategies-covered',
  title: 'Strategies of plans, covered',
  definition: 'Strategies with an initiative, in the trees of key account plans that are not over.',
  listed: false,
  ledger: 'gsit',
  contributions: (view) => coveredRows(view, 'strategy'),
})
