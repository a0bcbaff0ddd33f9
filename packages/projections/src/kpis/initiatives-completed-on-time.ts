import { defineKpi } from '../kpi.ts'
import { initiativeKpi, initiativeRows, type PdpView } from '../pdp-book.ts'

/** R-119 of the domain specification: M-42’s pattern, per party. */
export const initiativesCompletedOnTime = defineKpi<PdpView>({
  ...initiativeKpi,
  name: 'initiatives-completed-on-time',
  title: 'Initiatives completed on time',
  definition: 'Initiatives of development plans that were completed by the day they were due, as last agreed.',
  ledger: 'initiatives-on-time',
  contributions: (view) =>
    initiativeRows(view, ({ completed, due }) => (completed !== null && completed.on <= due ? completed : null)),
})
