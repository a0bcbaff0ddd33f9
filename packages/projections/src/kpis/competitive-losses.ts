import { defineKpi } from '../kpi.ts'
import { dealKpi, dealRows, type OpportunityView, onceContested } from '../opportunity-book.ts'

/** M-49 of the domain specification. Whom it was lost to counts as named. */
export const competitiveLosses = defineKpi<OpportunityView>({
  ...dealKpi,
  name: 'competitive-losses',
  title: 'Competitive losses',
  definition: 'Opportunities lost in the period that a competitor was named for, or that went to one.',
  unit: 'opportunities',
  ledger: 'contested',
  measure: 'count',
  contributions: (view) => dealRows(view, onceContested('OpportunityLost')),
})
