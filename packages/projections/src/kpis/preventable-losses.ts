import { sorted } from '../credit.ts'
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
  contributions: (piece) => {
    const { reasonClass, reasonBy } = piece.loss
    if (reasonClass !== 'preventable') return []
    const losses = lostAccounts.contributions(piece)
    return reasonBy === null ? losses : losses.map((one) => ({ ...one, because: sorted([...one.because, reasonBy]) }))
  },
})
