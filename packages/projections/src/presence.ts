import type { AccountView } from './account-book.ts'
import { placesOf } from './credit.ts'
import type { Contribution, DayNumber, PeriodKey, RowEntity } from './kpi.ts'
import type { Interval } from './occasions.ts'
import { type SeatSpan, seatSpans } from './ownership.ts'
import type { Seat } from './seats.ts'
import type { Range } from './timeline.ts'

/**
 * A stretch of days on which the account counts for the same seats and places (its industry, its territory); `because` is what began it.
 * Empty seats: it does not count.
 */
export type Stretch = Range & {
  readonly seats: readonly Seat[]
  readonly places: readonly RowEntity[]
  readonly because: readonly bigint[]
}

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
    if (day < from) stretches.push({ from: day, until: from, ...uncounted, because: ended })
    for (const span of seatSpans(view, { from, until })) stretches.push(stretchOf(view, span, interval))
    day = until
    ended = interval.endedBy
  }
  if (day < range.until) stretches.push({ from: day, until: range.until, ...uncounted, because: ended })
  return stretches
}

const uncounted = { seats: [], places: [] } as const

const inOrder = (intervals: readonly Interval[]): readonly Interval[] =>
  intervals.length < 2 ? intervals : [...intervals].sort((a, b) => a.from - b.from)

const stretchOf = (view: AccountView, span: SeatSpan, interval: Interval): Stretch => {
  const because = span.from === interval.from || span.setBy === null ? interval.startedBy : [span.setBy]
  return { from: span.from, until: span.until, seats: span.seats, places: placesOf(view, span.from), because }
}

const one: readonly bigint[] = [1n]
const lessOne: readonly bigint[] = [-1n]

/** What changes from one stretch to the next: the old seats fall away, the new ones come, each on the first day of the change. */
export const movesOf = (stretches: readonly Stretch[], period: (day: DayNumber) => PeriodKey): readonly Contribution[] => {
  const moves: Contribution[] = []
  for (let index = 1; index < stretches.length; index += 1) {
    const before = stretches[index - 1]
    const after = stretches[index]
    if (before === undefined || after === undefined) continue
    const at = { day: after.from, period: period(after.from), because: after.because }
    for (const { entity, counts } of before.seats) moves.push(legOf(at, entity, opposite(counts)))
    for (const { entity, counts } of after.seats) moves.push(legOf(at, entity, counts))
    for (const place of before.places) if (!after.places.includes(place)) moves.push(legOf(at, place, lessOne))
    for (const place of after.places) if (!before.places.includes(place)) moves.push(legOf(at, place, one))
  }
  return moves
}

/** When something of a stock or flow is counted, and what it rests on. */
export type LegTime = { readonly day: DayNumber; readonly period: PeriodKey; readonly because: readonly bigint[] }

/** An amount from a day on. */
export const legOf = ({ day, period, because }: LegTime, entity: RowEntity, amounts: readonly bigint[]): Contribution => ({
  cell: { entity, period },
  from: day,
  until: null,
  amounts,
  because,
})

const opposite = (counts: readonly bigint[]): readonly bigint[] => counts.map((count) => -count)
