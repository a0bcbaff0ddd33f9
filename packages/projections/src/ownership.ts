import type { AccountView } from './account-book.ts'
import type { Share } from './fact.ts'
import type { DayNumber } from './kpi.ts'
import { placeOf } from './occasions.ts'
import { teamOn, teamSpans } from './reference.ts'
import { noOwners, type Seat, seatsOf } from './seats.ts'
import { heldOn, type Range, spansOf } from './timeline.ts'

/** Who owns an account over some days, and the event that made it so. */
export type OwnerSpan = Range & { readonly owners: readonly Share[]; readonly setBy: bigint | null }

/**
 * The book owners over a range, without gaps. P-05, P-07.
 *
 * An account that was never assigned belongs to the salesperson of its last order on or before the day, else to `HOUSE`.
 */
export const ownerSpans = (view: AccountView, range: Range): readonly OwnerSpan[] => {
  if (view.head.assignments.length === 0) return sellerSpans(view, range)
  return spansOf(view.head.assignments, range).map(({ from, until, value, setBy }) => ({ from, until, owners: value ?? noOwners, setBy }))
}

const sellerSpans = (view: AccountView, range: Range): readonly OwnerSpan[] => {
  const { days } = view
  const spans: OwnerSpan[] = []
  let place = placeOf(days, range.from + 1) - 1
  for (let from = range.from; from < range.until; place += 1) {
    const until = Math.min(days[place + 1]?.day ?? range.until, range.until)
    const mark = days[place]
    const owners = mark === undefined || mark.seller === null ? noOwners : [{ repId: mark.seller, basisPoints: 10_000 }]
    const last = spans.at(-1)
    if (last !== undefined && last.owners[0]?.repId === owners[0]?.repId) spans[spans.length - 1] = { ...last, until }
    else spans.push({ from, until, owners, setBy: mark?.sellerBy ?? null })
    from = until
  }
  return spans
}

/** The owners that an assignment gives an account on a day; null when none is in force. */
export const assignedOn = (view: AccountView, day: DayNumber): { readonly owners: readonly Share[]; readonly setBy: bigint } | null => {
  const held = heldOn(view.head.assignments, day)
  return held === null || held.value === null ? null : { owners: held.value, setBy: held.setBy }
}

/** The seats of an account over some days. */
export type SeatSpan = Range & { readonly seats: readonly Seat[]; readonly setBy: bigint | null }

/** The book seats over a range: owner spans cut where an owner changes team. */
export const seatSpans = (view: AccountView, range: Range): readonly SeatSpan[] =>
  ownerSpans(view, range).flatMap((span) => {
    const starts = new Map<DayNumber, bigint | null>([[span.from, span.setBy]])
    for (const { repId } of span.owners) {
      for (const { from, setBy } of teamSpans(view.reference, repId, span)) if (from > span.from) starts.set(from, setBy)
    }
    const cuts = [...starts].sort(([a], [b]) => a - b)
    return cuts.map(([from, setBy], index) => ({
      from,
      until: cuts[index + 1]?.[0] ?? span.until,
      seats: seatsOf(span.owners, (repId) => teamOn(view.reference, repId, from)),
      setBy,
    }))
  })
