import { type ActivityView, activityRows } from '../activity-book.ts'
import { defineKpi } from '../kpi.ts'

/** M-53 of the domain specification. Of a void activity nothing is left. */
export const demos = defineKpi<ActivityView>({
  name: 'demos',
  title: 'Demos',
  definition: 'Demonstrations on their day, by who gave them.',
  unit: 'activities',
  version: 1,
  kind: 'flow',
  view: 'owner',
  ledger: 'demos',
  measure: 'amount',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month'],
  fold: 'activity',
  per: 'whole',
  contributions: (view) => activityRows(view, 'demo'),
})
