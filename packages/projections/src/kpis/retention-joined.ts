import { type ActivityPiece, cohortKpi } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-15 of the domain specification is computed from. */
export const retentionJoined = defineKpi<ActivityPiece>({
  ...cohortKpi,
  listed: false,
  name: 'retention-joined',
  title: 'Joined since the cohort',
  definition:
    'Active accounts that are not of the opening cohort of the period; less those of the cohort that are active in another book.',
  ledger: 'retention-moves',
  contributions: ({ retention }) => retention.joined,
})
