import { defineKpi } from '../kpi.ts'
import { initiativeKpi, initiativeRows, type PdpView } from '../pdp-book.ts'

/** R-119 of the domain specification: M-42’s pattern, per party. */
export const initiativesCompleted = defineKpi<PdpView>({
  ...initiativeKpi,
  name: 'initiatives-completed',
  title: 'Initiatives completed',
  definition: 'Initiatives of development plans that were completed, on time or late, from that day on.',
  ledger: 'initiatives',
  contributions: (view) => initiativeRows(view, ({ completed }) => completed),
})
