import { nodeKpi, nodeRows } from '../gsit.ts'
import { defineKpi } from '../kpi.ts'
import type { PlanView } from '../plan-book.ts'

/** M-45 of the domain specification. */
export const gsitStrategies = defineKpi<PlanView>({
  ...nodeKpi,
  name: 'gsit-strategies',
  title: 'Strategies of plans',
  definition: 'Strategies in the trees of key account plans that are not over.',
  listed: false,
  ledger: 'gsit',
  contributions: (view) => nodeRows(view, 'strategy'),
})
