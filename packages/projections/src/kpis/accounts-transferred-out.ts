import { type ActivityPiece, transferred } from '../activity.ts'
import { defineKpi } from '../kpi.ts'

/** M-14 of the domain specification. */
export const accountsTransferredOut = defineKpi<ActivityPiece>({
  name: 'accounts-transferred-out',
  title: 'Accounts transferred out',
  definition: 'Active accounts that went from the book into another one; none at a scope that holds both.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'transferred',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  fold: 'account',
  per: 'activity',
  contributions: transferred('out'),
})
