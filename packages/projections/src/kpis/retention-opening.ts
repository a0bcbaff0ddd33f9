import { openingOf } from '../cohort.ts'
import { defineKpi } from '../kpi.ts'
import type { CohortPiece } from '../pieces.ts'

/** The denominator of M-15 of the domain specification. */
export const retentionOpening = defineKpi<CohortPiece>({
  name: 'retention-opening',
  title: 'Retention cohort',
  definition: 'Accounts active on the day before the period, less those transferred out of the scope during it.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'retention',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['quarter', 'year'],
  listed: false,
  fold: 'account',
  per: 'cohort',
  contributions: openingOf,
})
