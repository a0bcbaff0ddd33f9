import { defineKpi } from '../kpi.ts'
import type { OccasionPiece } from '../pieces.ts'
import { overdueBuyers } from './overdue-buyers.ts'

/** Version 1 of M-30 of the domain specification: as version 2, without rows of industries and territories. */
export const overdueBuyersV1 = defineKpi<OccasionPiece>({
  ...overdueBuyers,
  name: 'overdue-buyers',
  version: 1,
  scopes: ['org', 'team', 'rep', 'account'],
  contributions: (piece) => overdueBuyers.contributions(piece).filter(({ cell }) => cell.entity.scope === 'seat'),
})
