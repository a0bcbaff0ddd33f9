import { defineKpi } from '../kpi.ts'
import { initiativeKpi, initiativeRows, type PdpView } from '../pdp-book.ts'

/** R-119 of the domain specification: M-42’s pattern, per party. */
export const initiativesAgreed = defineKpi<PdpView>({
  ...initiativeKpi,
  name: 'initiatives-agreed',
  title: 'Initiatives agreed',
  definition: 'Initiatives of development plans that reps and managers have committed to, each at whoever has to do it.',
  ledger: 'initiatives',
  contributions: (view) => initiativeRows(view, ({ agreed }) => agreed),
})
