import type { AccountView } from '../account-book.ts'
import { overdueFrom, windowOf } from '../cadence.ts'
import { sorted } from '../credit.ts'
import { type Contribution, type DayNumber, defineKpi } from '../kpi.ts'
import type { DayMark } from '../occasions.ts'
import type { OccasionPiece } from '../pieces.ts'
import { lessLosses, movesOf, stretchesOf } from '../presence.ts'
import { bucketKey, policyFor } from '../reference.ts'
import { seasonalGap } from '../seasonal-gap.ts'
import { forever } from '../timeline.ts'

/** M-30 of the domain specification. */
export const overdueBuyers = defineKpi<OccasionPiece>({
  name: 'overdue-buyers',
  title: 'Overdue buyers',
  definition:
    'Accounts whose time since the last order is far beyond their own buying rhythm, and not usual for the season, in the book of their owner on the day.',
  unit: 'accounts',
  version: 2,
  kind: 'stock',
  view: 'book',
  ledger: 'overdue',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  reasons: { up: 'became-overdue', down: 'bought' },
  fold: 'account',
  per: 'occasion',
  contributions: (piece) => overdueMoves(piece, lessSeason),
})

/** The moves of an account in and out of being overdue after an occasion, once what makes the first day later has been heard. */
export const overdueMoves = (
  { view, occasions, place }: OccasionPiece,
  since: (overdue: Overdue) => Overdue,
): readonly Contribution[] => {
  const occasion = occasions[place]
  if (occasion === undefined) return []
  const next = occasions[place + 1]
  const until = next?.day ?? forever
  const known = overdueAfter(view, occasions, { occasion, place })
  if (known === null || known.from >= until) return []
  const { from, because } = since(known)
  if (from >= until) return []
  const endedBy = next === undefined || next.boughtBy === null ? [] : [next.boughtBy]
  const overdue = { from, until, startedBy: sorted(because), endedBy }
  const range = { from: from - 1, until: Math.min(until + 1, forever) }
  return movesOf(stretchesOf(view, lessLosses(view, [overdue]), range), bucketKey)
}

/** From when on an account is overdue after an occasion, by its rhythm there, and the events that this rests on. */
type Overdue = {
  readonly from: DayNumber
  readonly because: readonly bigint[]
  readonly occasions: readonly DayMark[]
  readonly place: number
  readonly window: readonly DayNumber[]
}

const overdueAfter = (
  view: AccountView,
  occasions: readonly DayMark[],
  { occasion, place }: { readonly occasion: DayMark; readonly place: number },
): Overdue | null => {
  const rule = policyFor(view.reference, 'overdue-rule', occasion.day)
  const marks = windowOf(occasions, place, rule)
  const window = marks.map(({ day }) => day)
  const from = overdueFrom(window, rule)
  return from === null ? null : { from, because: boughtByOf(marks), occasions, place, window }
}

const boughtByOf = (marks: readonly DayMark[]): readonly bigint[] => {
  const positions: bigint[] = []
  for (const { boughtBy } of marks) if (boughtBy !== null) positions.push(boughtBy)
  return positions
}

/** Not while prior years show the same gap: then it rests on the occasions around those gaps too. */
const lessSeason = (overdue: Overdue): Overdue => {
  const { from, because, occasions, place, window } = overdue
  const gap = seasonalGap(occasions, { place, overdueOn: from, window })
  return gap === null ? overdue : { ...overdue, from: gap.until, because: [...because, ...boughtByOf(gap.around)] }
}
