import { defineKpi } from '../kpi.ts'
import { plannedRows, type TouchpointView, touchpointKpi } from '../touchpoint-book.ts'

/** M-59 of the domain specification. */
export const touchpointsPlanned = defineKpi<TouchpointView>({
  ...touchpointKpi,
  name: 'touchpoints-planned',
  title: 'Touchpoints planned',
  definition:
    'Planned touchpoints, skipped ones too, in the period in which they were due last, from that day on; held before it, from the day they were held.',
  contributions: plannedRows,
})
