import { defineKpi } from '../kpi.ts'
import type { OccasionPiece } from '../pieces.ts'
import { overdueBuyers, overdueMoves } from './overdue-buyers.ts'

/** M-30 of the domain specification without its seasonal guard and without industries and territories, as ledgers of the first version are posted on. */
export const overdueBuyersV1 = defineKpi<OccasionPiece>({
  ...overdueBuyers,
  name: 'overdue-buyers',
  definition:
    'Accounts whose time since the last order is far beyond their own buying rhythm, in the book of their owner on the day.',
  version: 1,
  scopes: ['org', 'team', 'rep', 'account'],
  contributions: (piece) => overdueMoves(piece, (overdue) => overdue).filter(({ cell }) => cell.entity.scope === 'seat'),
})
