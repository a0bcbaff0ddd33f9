import { defineKpi } from '../kpi.ts'
import type { LossPiece } from '../pieces.ts'
import { lessLosses } from '../presence.ts'
import { lostAccounts } from './lost-accounts.ts'

/** The memo of M-14 of the domain specification. */
export const lostAfterLapse = defineKpi<LossPiece>({
  ...lostAccounts,
  name: 'lost-after-lapse',
  title: 'Lost after a lapse',
  definition:
    'Accounts declared lost that had bought before and were not active any more on the day before: they had left already.',
  version: 1,
  ledger: 'lost-after-lapse',
  listed: false,
  contributions: (piece) => (hadLeft(piece) ? lostAccounts.contributions(piece) : []),
})

const hadLeft = ({ view, loss }: LossPiece): boolean => {
  const day = loss.lostOn - 1
  const first = view.days.occasions[0]?.day
  if (first === undefined || first > day) return false
  return !lessLosses(view, view.days.runs(view.reference)).some(({ from, until }) => from <= day && day < until)
}
