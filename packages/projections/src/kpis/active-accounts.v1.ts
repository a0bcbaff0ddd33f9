import type { ActivityPiece } from '../activity.ts'
import { defineKpi } from '../kpi.ts'
import { activeAccounts } from './active-accounts.ts'

/** Version 1 of M-12 of the domain specification: as version 2, without rows of industries and territories. */
export const activeAccountsV1 = defineKpi<ActivityPiece>({
  ...activeAccounts,
  name: 'active-accounts',
  version: 1,
  scopes: ['org', 'team', 'rep', 'account'],
  contributions: (piece) => activeAccounts.contributions(piece).filter(({ cell }) => cell.entity.scope === 'seat'),
})
