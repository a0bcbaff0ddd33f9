import { type ActivityPiece, cohortKpi } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** What M-15 of the domain specification is computed from. */
export const retentionDeparted = defineKpi<ActivityPiece>({
  ...cohortKpi,
  listed: false,
  name: 'retention-departed',
  title: 'Departed of the cohort',
  definition: 'Accounts active on the day before the period that have left the book since.',
  ledger: 'retention-moves',
  contributions: ({ retention }) => retention.departed,
})
