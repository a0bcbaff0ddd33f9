import { defineKpi } from '../kpi.ts'
import type { RelationView } from '../relation-book.ts'
import { latestScores, satisfactionKpi } from '../satisfaction.ts'

/** What M-54 of the domain specification is computed from. */
export const npsPoints = defineKpi<RelationView>({
  ...satisfactionKpi,
  name: 'nps-points',
  title: 'Answers on nps, added up',
  definition: 'The latest answer of each respondent on the scale nps, from −100 to 100, added up.',
  unit: 'points',
  listed: false,
  contributions: (view) => latestScores(view, 'nps', ({ score }) => score),
})
