import { defineKpi } from '../kpi.ts'
import { dealKpi, dealRows, type OpportunityView, onceEnded } from '../opportunity-book.ts'

/** M-49 of the domain specification. Orders are counted apart: this is what the sales system says of its deals. */
export const wonValue = defineKpi<OpportunityView>({
  ...dealKpi,
  name: 'won-value',
  title: 'Value won',
  definition: 'What the opportunities won in the period were won for; where that was not told, what was last expected.',
  unit: 'money',
  ledger: 'won',
  measure: 'amount',
  contributions: (view) => dealRows(view, onceEnded({ type: 'OpportunityWon', as: 'value' })),
})
