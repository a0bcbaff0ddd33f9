import { defineKpi } from '../kpi.ts'
import type { LossPiece } from '../pieces.ts'
import { lostAccounts } from './lost-accounts.ts'

/** The numerator of M-16 of the domain specification. It shares the rows of all losses. */
export const preventableLosses = defineKpi<LossPiece>({
  ...lostAccounts,
  name: 'preventable-losses',
  title: 'Preventable losses',
  definition: 'Accounts declared lost for a reason of the class preventable, on the day they were lost.',
  version: 1,
  listed: false,
  contributions: (piece) => (piece.loss.reasonClass === 'preventable' ? lostAccounts.contributions(piece) : []),
})
