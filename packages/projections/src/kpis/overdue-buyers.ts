import type { AccountView } from '../account-book.ts'
import { overdueFrom, windowOf } from '../cadence.ts'
import { sorted } from '../credit.ts'
import { defineKpi } from '../kpi.ts'
import type { DayMark, Interval } from '../occasions.ts'
import type { OccasionPiece } from '../pieces.ts'
import { lessLosses, movesOf, stretchesOf } from '../presence.ts'
import { bucketKey, policyFor } from '../reference.ts'
import { forever } from '../timeline.ts'

/** M-30 of the domain specification. */
export const overdueBuyers = defineKpi<OccasionPiece>({
  name: 'overdue-buyers',
  title: 'Overdue buyers',
  definition:
    'Accounts whose time since the last order is far beyond their own buying rhythm, in the book of their owner on the day.',
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
  contributions: ({ view, occasions, place }) => {
    const overdue = overdueInterval(view, occasions, place)
    if (overdue === null) return []
    const range = { from: overdue.from - 1, until: Math.min(overdue.until + 1, forever) }
    return movesOf(stretchesOf(view, lessLosses(view, [overdue]), range), bucketKey)
  },
})

const boughtByOf = (window: readonly DayMark[]): readonly bigint[] => {
  const positions: bigint[] = []
  for (const { boughtBy } of window) if (boughtBy !== null) positions.push(boughtBy)
  return positions
}

/** From the day on which the account became overdue after an occasion until it bought again. */
const overdueInterval = (view: AccountView, occasions: readonly DayMark[], place: number): Interval | null => {
  const occasion = occasions[place]
  if (occasion === undefined) return null
  const rule = policyFor(view.reference, 'overdue-rule', occasion.day)
  const window = windowOf(occasions, place, rule)
  const from = overdueFrom(
    window.map(({ day }) => day),
    rule,
  )
  const next = occasions[place + 1]
  const until = next?.day ?? forever
  if (from === null || from >= until) return null
  const startedBy = sorted(boughtByOf(window))
  return { from, until, startedBy, endedBy: next === undefined || next.boughtBy === null ? [] : [next.boughtBy] }
}
