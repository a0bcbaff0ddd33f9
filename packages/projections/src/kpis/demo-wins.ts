import { type DemoView, demoWinRows } from '../demo-book.ts'
import { defineKpi } from '../kpi.ts'

/** M-53 of the domain specification. Whose demo it was counts it, whoever won the deal. */
export const demoWins = defineKpi<DemoView>({
  name: 'demo-wins',
  title: 'Demos that led to a win',
  definition: 'Demonstrations that a won opportunity of the account followed within 180 days, in the month of the demonstration.',
  unit: 'activities',
  version: 1,
  kind: 'flow',
  view: 'owner',
  ledger: 'demo-wins',
  measure: 'amount',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month'],
  anyDay: true,
  fold: 'demos',
  per: 'whole',
  contributions: demoWinRows,
})
