import type { AccountView } from './account-book.ts'
import type { Contribution, DayNumber, PeriodKey } from './kpi.ts'
import type { Interval } from './occasions.ts'
import { type SeatSpan, seatSpans } from './ownership.ts'
import type { Seat } from './seats.ts'
import type { Range } from './timeline.ts'

/** A stretch of days on which the account counts for the same seats; `because` is what began it. Empty seats: it does not count. */
export type Stretch = Range & { readonly seats: readonly Seat[]; readonly because: readonly bigint[] }

/** The intervals less the days on which the account was lost, or another one stands for it. P-15, P-16. */
export const lessLosses = (view: AccountView, intervals: readonly Interval[]): readonly Interval[] => {
  let rest = intervals
  const merged = view.composition?.merged ?? null
  if (merged !== null) {
    const gone = { from: merged.day, until: Number.POSITIVE_INFINITY, startedBy: [merged.setBy], endedBy: [] }
    rest = rest.flatMap((interval) => without(interval, gone))
  }
  for (const loss of view.head.losses) {
    const until = loss.wonBackOn ?? Number.POSITIVE_INFINITY
    const wonBackBy = loss.wonBackBy === null ? [] : [loss.wonBackBy]
    rest = rest.flatMap((interval) =>
      without(interval, { from: loss.lostOn, until, startedBy: [loss.lostBy], endedBy: wonBackBy }),
    )
  }
  return rest
}

const without = (interval: Interval, hole: Interval): readonly Interval[] => {
  if (hole.until <= interval.from || hole.from >= interval.until) return [interval]
  const left = { ...interval, until: hole.from, endedBy: hole.startedBy }
  const right = { ...interval, from: hole.until, startedBy: hole.endedBy }
  return [left, right].filter(({ from, until }) => from < until)
}

/** The intervals cut along the book's seats: where the account counts, over the days of the range, without gaps. */
export const stretchesOf = (view: AccountView, intervals: readonly Interval[], range: Range): readonly Stretch[] => {
  const stretches: Stretch[] = []
  let day = range.from
  let ended: readonly bigint[] = []
  for (const interval of inOrder(intervals)) {
    const from = Math.max(interval.from, range.from)
    const until = Math.min(interval.until, range.until)
    if (from >= until) continue
    if (day < from) stretches.push({ from: day, until: from, seats: [], because: ended })
    for (const span of seatSpans(view, { from, until })) stretches.push(stretchOf(span, interval))
    day = until
    ended = interval.endedBy
  }
  if (day < range.until) stretches.push({ from: day, until: range.until, seats: [], because: ended })
  return stretches
}

const inOrder = (intervals: readonly Interval[]): readonly Interval[] =>
  intervals.length < 2 ? intervals : [...intervals].sort((a, b) => a.from - b.from)

const stretchOf = (span: SeatSpan, interval: Interval): Stretch => {
  const because = span.from === interval.from || span.setBy === null ? interval.startedBy : [span.setBy]
  return { from: span.from, until: span.until, seats: span.seats, because }
}

/** What changes from one stretch to the next: the old seats fall away, the new ones come, each on the first day of the change. */
export const movesOf = (stretches: readonly Stretch[], period: (day: DayNumber) => PeriodKey): readonly Contribution[] => {
  const moves: Contribution[] = []
  for (let index = 1; index < stretches.length; index += 1) {
    const before = stretches[index - 1]
    const after = stretches[index]
    if (before === undefined || after === undefined) continue
    const leg = { from: after.from, until: null, because: after.because }
    const key = period(after.from)
    for (const seat of before.seats)
      moves.push({ ...leg, cell: { entity: seat.entity, period: key }, amounts: seat.counts.map((n) => -n) })
    for (const seat of after.seats) moves.push({ ...leg, cell: { entity: seat.entity, period: key }, amounts: seat.counts })
  }
  return moves
}
