import { defineKpi } from '../kpi.ts'
import { dealKpi, dealRows, type OpportunityView, onceEnded } from '../opportunity-book.ts'

/** M-51 of the domain specification. It is the amount that the deal still had on the day. */
export const lostValue = defineKpi<OpportunityView>({
  ...dealKpi,
  name: 'lost-value',
  title: 'Value lost',
  definition: 'What was last expected of the opportunities lost in the period.',
  unit: 'money',
  ledger: 'lost-deals',
  measure: 'amount',
  contributions: (view) => dealRows(view, onceEnded({ type: 'OpportunityLost', as: 'value' })),
})
