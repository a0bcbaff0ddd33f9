import { defineKpi } from '../kpi.ts'
import { heldTouchpoints, type TouchpointView, touchpointKpi } from '../touchpoint-book.ts'

/** M-59 of the domain specification. */
export const touchpointsHeld = defineKpi<TouchpointView>({
  ...touchpointKpi,
  name: 'touchpoints-held',
  title: 'Touchpoints held',
  definition: 'Planned touchpoints that were held, from that day on, in the period in which they were due.',
  contributions: heldTouchpoints,
})
