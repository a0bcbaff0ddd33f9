import { defineKpi } from '../kpi.ts'
import { dealKpi, dealRows, type OpportunityView, onceContested } from '../opportunity-book.ts'

/** M-49 of the domain specification. A competitor who is named after the win makes it a competitive one from that day on. */
export const competitiveWins = defineKpi<OpportunityView>({
  ...dealKpi,
  name: 'competitive-wins',
  title: 'Competitive wins',
  definition: 'Opportunities won in the period that a competitor was named for.',
  unit: 'opportunities',
  ledger: 'contested',
  measure: 'count',
  contributions: (view) => dealRows(view, onceContested('OpportunityWon')),
})
