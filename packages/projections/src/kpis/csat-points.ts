import { defineKpi } from '../kpi.ts'
import type { RelationView } from '../relation-book.ts'
import { latestScores, satisfactionKpi } from '../satisfaction.ts'

/** What M-54 of the domain specification is computed from. */
export const csatPoints = defineKpi<RelationView>({
  ...satisfactionKpi,
  name: 'csat-points',
  title: 'Answers on csat, added up',
  definition: 'The latest answer of each respondent on the scale csat, from 1 to 5, added up.',
  unit: 'points',
  listed: false,
  contributions: (view) => latestScores(view, 'csat', ({ score }) => score),
})
