import { type ActivityPiece, cohortKpi } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-15 of the domain specification is computed from. */
export const retentionLostBuying = defineKpi<ActivityPiece>({
  ...cohortKpi,
  listed: false,
  name: 'retention-lost-buying',
  title: 'Lost of the cohort within the activity window',
  definition:
    'Accounts of the opening cohort of the period that are declared lost although they bought within the activity window.',
  ledger: 'retention-losses',
  contributions: ({ retention }) => retention.lostBuying,
})
