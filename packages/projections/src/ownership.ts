import type { AccountHead, AccountView } from './account-book.ts'
import type { Share } from './fact.ts'
import type { DayNumber } from './kpi.ts'
import { placeOf } from './occasions.ts'
import { teamOn, teamSpans } from './reference.ts'
import { noOwners, type Seat, seatsOf } from './seats.ts'
import { heldOn, type Range, type Span, type Statement, spansOf } from './timeline.ts'

/** Who owns an account over some days, and the event that made it so. */
type OwnerSpan = Range & { readonly owners: readonly Share[]; readonly setBy: bigint | null }

/**
 * The book owners over a range, without gaps. P-05, P-07.
 *
 * An account that was never assigned belongs to the salesperson of its last order on or before the day, else to `HOUSE`.
 */
const ownerSpans = (view: AccountView, range: Range): readonly OwnerSpan[] => {
  const { assignments } = view.head
  const [only] = assignments
  if (only === undefined) return sellerSpans(view, range)
  if (assignments.length === 1 && only.from <= range.from && only.until === null) {
    return [{ ...range, owners: only.value ?? noOwners, setBy: only.setBy }]
  }
  return spansOf(view.head.assignments, range).map(({ from, until, value, setBy }) => ({
    from,
    until,
    owners: value ?? noOwners,
    setBy,
  }))
}

const sellerSpans = (view: AccountView, range: Range): readonly OwnerSpan[] => {
  const days = view.days.marks
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
export const assignedOn = (
  { assignments }: AccountHead,
  day: DayNumber,
): { readonly owners: readonly Share[]; readonly setBy: bigint } | null => {
  const held = heldOn(assignments, day)
  return held === null || held.value === null ? null : { owners: held.value, setBy: held.setBy }
}

/** The seats of an account over some days. */
export type SeatSpan = Range & { readonly seats: readonly Seat[]; readonly setBy: bigint | null }

/** The book seats over a range: owner spans cut where an owner changes team, or the account its industry or territory. */
export const seatSpans = (view: AccountView, range: Range): readonly SeatSpan[] => {
  const spans: SeatSpan[] = []
  for (const span of ownerSpans(view, range)) {
    if (isCut(view, span)) spans.push(...cutByMoves(view, span))
    else spans.push({ from: span.from, until: span.until, seats: seatsAt(view, span.owners, span.from), setBy: span.setBy })
  }
  return spans
}

const isCut = (view: AccountView, span: OwnerSpan): boolean =>
  span.owners.some(({ repId }) => isMoving(view, repId, span)) || placeChanges(view, span).length > 0

const noChanges: readonly Statement<string>[] = []

/** The changes of industry or territory within a range. */
const placeChanges = ({ head: { industries, territories } }: AccountView, range: Range): readonly Statement<string>[] =>
  industries.length + territories.length === 0
    ? noChanges
    : [...industries, ...territories].filter(({ from }) => from > range.from && from < range.until)

const cutByMoves = (view: AccountView, span: OwnerSpan): readonly SeatSpan[] => {
  const starts = new Map<DayNumber, bigint | null>([[span.from, span.setBy]])
  for (const { from, setBy } of placeChanges(view, span)) starts.set(from, setBy)
  for (const { repId } of span.owners) for (const { from, setBy } of membershipsWithin(view, repId, span)) starts.set(from, setBy)
  const cuts = [...starts].sort(([a], [b]) => a - b)
  return cuts.map(([from, setBy], index) => ({
    from,
    until: cuts[index + 1]?.[0] ?? span.until,
    seats: seatsAt(view, span.owners, from),
    setBy,
  }))
}

const seatsAt = (view: AccountView, owners: readonly Share[], day: DayNumber): readonly Seat[] =>
  seatsOf(owners, (repId) => teamOn(view.reference, repId, day))

/** Whether a rep's membership may change within the range. */
const isMoving = ({ reference }: AccountView, repId: string, range: Range): boolean =>
  reference.memberships.get(repId)?.some(({ from, until }) => from > range.from || until !== null) ?? false

/** The spans of a rep's membership that begin within the range. */
const membershipsWithin = (view: AccountView, repId: string, range: Range): readonly Span<string>[] =>
  teamSpans(view.reference, repId, range).filter(({ from }) => from > range.from)
