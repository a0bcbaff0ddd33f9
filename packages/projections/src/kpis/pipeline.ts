import { defineKpi } from '../kpi.ts'
import { dealKpi, dealRows, type OpportunityView, whileOpen } from '../opportunity-book.ts'

/** M-28 of the domain specification. A deal whose day has passed stays in the month it was expected in until somebody moves it. */
export const pipeline = defineKpi<OpportunityView>({
  ...dealKpi,
  name: 'pipeline',
  title: 'Pipeline',
  definition: 'Amounts of the opportunities open on the day that are expected to close in the period.',
  unit: 'money',
  ledger: 'pipeline',
  measure: 'amount',
  contributions: (view) =>
    dealRows(
      view,
      whileOpen((_, value) => value),
    ),
})
