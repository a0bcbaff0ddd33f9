import { type ActivityPiece, cohortKpi } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-15 of the domain specification is computed from. */
export const retentionLost = defineKpi<ActivityPiece>({
  ...cohortKpi,
  listed: false,
  name: 'retention-lost',
  title: 'Lost of the cohort',
  definition: 'Accounts of the opening cohort of the period that are declared lost.',
  ledger: 'retention-losses',
  contributions: ({ retention }) => retention.lost,
})
