import { defineKpi } from '../kpi.ts'
import type { RelationView } from '../relation-book.ts'
import { latestScores, satisfactionKpi } from '../satisfaction.ts'

/** What M-54 of the domain specification is computed from. */
export const csatRespondents = defineKpi<RelationView>({
  ...satisfactionKpi,
  name: 'csat-respondents',
  title: 'Respondents on csat',
  definition: 'Who has answered on the scale csat, each once.',
  unit: 'respondents',
  listed: false,
  contributions: (view) => latestScores(view, 'csat', () => 1n),
})
