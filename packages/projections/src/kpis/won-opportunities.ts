import { defineKpi } from '../kpi.ts'
import { dealKpi, dealRows, type OpportunityView, onceEnded } from '../opportunity-book.ts'

/** M-49 of the domain specification. A deal counts on the day it was won, for its owner. */
export const wonOpportunities = defineKpi<OpportunityView>({
  ...dealKpi,
  name: 'won-opportunities',
  title: 'Opportunities won',
  definition: 'Opportunities won in the period, and not reopened since.',
  unit: 'opportunities',
  ledger: 'won',
  measure: 'count',
  contributions: (view) => dealRows(view, onceEnded({ type: 'OpportunityWon', as: 'one' })),
})
