import { defineKpi } from '../kpi.ts'
import type { RelationView } from '../relation-book.ts'
import { latestScores, satisfactionKpi } from '../satisfaction.ts'

/** What M-54 of the domain specification is computed from. */
export const npsRespondents = defineKpi<RelationView>({
  ...satisfactionKpi,
  name: 'nps-respondents',
  title: 'Respondents on nps',
  definition: 'Who has answered on the scale nps, each once.',
  unit: 'respondents',
  listed: false,
  contributions: (view) => latestScores(view, 'nps', () => 1n),
})
