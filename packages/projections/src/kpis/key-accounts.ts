import type { AccountView } from '../account-book.ts'
import { keyRows } from '../designations.ts'
import { defineKpi } from '../kpi.ts'

/** M-36 of the domain specification. */
export const keyAccounts = defineKpi<AccountView>({
  name: 'key-accounts',
  title: 'Key accounts',
  definition: 'Accounts that the last review of the key accounts made KEY, in the book of their owner on the day.',
  since: {
    event: 'KeyReviewRun',
    timeline: 'keyReviews',
    until: 'the reports key-cut-off and account-list show whom a review on the day would make KEY',
  },
  unit: 'accounts',
  version: 1,
  kind: 'stock',
  view: 'book',
  ledger: 'key-accounts',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  fold: 'account',
  per: 'tenure',
  contributions: keyRows,
})
