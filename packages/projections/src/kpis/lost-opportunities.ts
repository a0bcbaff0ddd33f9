import { defineKpi } from '../kpi.ts'
import { dealKpi, dealRows, type OpportunityView, onceEnded } from '../opportunity-book.ts'

/** M-51 of the domain specification. A deal counts on the day it was lost, for its owner. */
export const lostOpportunities = defineKpi<OpportunityView>({
  ...dealKpi,
  name: 'lost-opportunities',
  title: 'Opportunities lost',
  definition: 'Opportunities lost in the period, and not reopened since.',
  unit: 'opportunities',
  ledger: 'lost-deals',
  measure: 'count',
  contributions: (view) => dealRows(view, onceEnded({ type: 'OpportunityLost', as: 'one' })),
})
