import { defineKpi } from '../kpi.ts'
import { type TrailingPiece, trailingOf } from '../trailing.ts'

/** M-10 of the domain specification over twelve fiscal months: what `buying-accounts` answers for `:r12`. */
export const buyingAccountsR12 = defineKpi<TrailingPiece>({
  name: 'buying-accounts-r12',
  title: 'Buying accounts, twelve months',
  definition:
    'Accounts with at least one qualifying order in the twelve fiscal months that end with the day’s, by the rep credited for it.',
  unit: 'accounts',
  version: 1,
  kind: 'stock',
  view: 'credit',
  ledger: 'buying-r12',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: [],
  trailingOf: 'buying-accounts',
  listed: false,
  fold: 'account',
  per: 'trailing',
  contributions: trailingOf,
})
