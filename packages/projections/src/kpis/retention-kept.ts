import { keptOf } from '../cohort.ts'
import { defineKpi } from '../kpi.ts'
import type { CohortPiece } from '../pieces.ts'

/** The numerator of M-15 of the domain specification. */
export const retentionKept = defineKpi<CohortPiece>({
  name: 'retention-kept',
  title: 'Retained accounts',
  definition: 'Accounts of the opening cohort of the period that are still active.',
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
  contributions: keptOf,
})
