import { weighted } from '../deal-value.ts'
import { defineKpi } from '../kpi.ts'
import { dealKpi, dealRows, type OpportunityView, whileOpen } from '../opportunity-book.ts'

/** M-28 of the domain specification. Each deal is rounded half to even by itself, so that deals add up. */
export const weightedPipeline = defineKpi<OpportunityView>({
  ...dealKpi,
  name: 'weighted-pipeline',
  title: 'Weighted pipeline',
  definition: 'Amounts by probability of the opportunities open on the day that are expected to close in the period.',
  unit: 'money',
  ledger: 'pipeline',
  measure: 'amount',
  contributions: (view) => dealRows(view, whileOpen(weighted)),
})
