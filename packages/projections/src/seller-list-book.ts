import { byBigint, dayNumber } from '@daybook/domain'
import { type SellerListDocument, type SellerListEvent, sellerListDocument } from './documents/seller-list.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber } from './kpi.ts'
import { legOf } from './presence.ts'
import { bucketKey, monthOfDay, type Reference } from './reference.ts'
import { leavingOf } from './resolution.ts'
import { seatsAt } from './seats.ts'
import { always, forever, type Range, spansOf, stated, type Timeline } from './timeline.ts'

type Reviewed = { readonly on: DayNumber; readonly setBy: bigint }

/** The list of one seller: which accounts are its targets and leads, since when it is kept, and when it was reviewed. M-37, M-39. */
export type SellerListBook = {
  readonly repId: string
  readonly targets: Timeline<readonly string[]>
  readonly leads: Timeline<readonly string[]>
  /** By day, then by the order of recording. */
  readonly reviews: readonly Reviewed[]
}

export type SellerListView = FoldView<SellerListBook>

const evolve = (book: SellerListBook, event: SellerListEvent): SellerListBook => {
  const from = dayNumber(event.effectiveOn)
  if (event.type === 'ListReviewed') {
    const reviews = [...book.reviews, { on: from, setBy: event.position }].sort((a, b) => a.on - b.on)
    return { ...book, reviews }
  }
  const { eventId, position: setBy } = event
  const statement = { eventId, setBy, from, until: null, value: event.data.accountIds }
  if (event.type === 'TargetsSet') return { ...book, targets: stated(book.targets, statement) }
  return { ...book, leads: stated(book.leads, statement) }
}

/** A seller's list of targets and leads: small. */
export const sellerListFold = defineFold<SellerListBook, SellerListEvent, SellerListDocument>({
  name: 'seller-list',
  reads: ['TargetsSet', 'LeadsSet', 'ListReviewed'],
  idOf: ({ data }) => data.repId,
  initial: (repId) => ({ repId, targets: [], leads: [], reviews: [] }),
  evolve,
  isConcerned: ({ repId }, { kind, keys }) => kind === 'account' || (kind === 'rep' && keys.includes(repId)),
  document: sellerListDocument,
})

/** Something counted over some days, and what began and ended it. */
type Held = Range & { readonly count: number; readonly setBy: bigint; readonly endedBy: bigint | null }

/** A count that holds over some days, at the seats of the rep: where he changes team it leaves the one and comes to the other. */
const heldRows = ({ book, reference }: SellerListView, held: Held): readonly Contribution[] =>
  spansOf(reference.memberships.get(book.repId) ?? [], held).flatMap((span, place, spans) => {
    const next = spans[place + 1]
    const begun = place === 0 ? held.setBy : (span.setBy ?? held.setBy)
    const ended = next === undefined ? held.endedBy : (next.setBy ?? held.setBy)
    return seatsAt(reference, book.repId, span.from).flatMap(({ entity, counts }) => {
      const amounts = counts.map((count) => count * BigInt(held.count))
      const start = legOf({ day: span.from, period: bucketKey(span.from), because: [begun] }, entity, amounts)
      if (span.until >= forever) return [start]
      const at = { day: span.until, period: bucketKey(span.until), because: [ended ?? held.setBy] }
      return [
        start,
        legOf(
          at,
          entity,
          amounts.map((amount) => -amount),
        ),
      ]
    })
  })

/**
 * How many accounts stand on a list, from each statement until the next, as long as no other account stands for them: as with what
 * reviews have made of it, the survivor's place on lists wins. P-15.
 */
export const listedRows = (view: SellerListView, timeline: Timeline<readonly string[]>): readonly Contribution[] =>
  spansOf(timeline, always).flatMap(({ from, until, value, setBy }, place, spans) => {
    if (value === null || setBy === null) return []
    const endedBy = spans[place + 1]?.setBy ?? null
    return stretchesOf(view.reference, value, { from, until, setBy, endedBy }).flatMap((held) => heldRows(view, held))
  })

/** The days of a statement, cut where accounts on it are merged into others, each with how many stand there. */
const stretchesOf = (reference: Reference, accountIds: readonly string[], statement: Omit<Held, 'count'>): readonly Held[] => {
  const { from, until } = statement
  const leavings = accountIds.flatMap((accountId) => leavingOf(reference, accountId) ?? [])
  const cuts = leavings.filter(({ day }) => from < day && day < until).sort((a, b) => a.day - b.day || byBigint(a.setBy, b.setBy))
  const turns = [{ day: from, setBy: statement.setBy }, ...cuts].filter(({ day }, place, all) => day !== all[place + 1]?.day)
  return turns
    .map(({ day, setBy }, place) => {
      const next = turns[place + 1]
      const count = accountIds.length - leavings.filter((leaving) => leaving.day <= day).length
      return { from: day, until: next?.day ?? until, count, setBy, endedBy: next?.setBy ?? statement.endedBy }
    })
    .filter(({ count }) => count > 0)
}

/** The list itself, from the first day on which anything is known of it, as long as the rep has not left. */
export const keptRows = (view: SellerListView): readonly Contribution[] => {
  const { targets, leads, reviews, repId } = view.book
  const begins = [...targets, ...leads, ...reviews.map(({ on, setBy }) => ({ from: on, setBy }))]
  const first = begins.toSorted((a, b) => a.from - b.from)[0]
  if (first === undefined) return []
  const roles = view.reference.roles.get(repId) ?? []
  return spansOf(roles, { from: first.from, until: forever }).flatMap(({ from, until, value, setBy }, place, spans) => {
    const hasLeft = value === null && setBy !== null
    if (hasLeft) return []
    const begun = place === 0 ? first.setBy : (setBy ?? first.setBy)
    return heldRows(view, { from, until, count: 1, setBy: begun, endedBy: spans[place + 1]?.setBy ?? null })
  })
}

/** The months in which the list was reviewed, each from the first review in it on. */
export const reviewedRows = ({ book, reference }: SellerListView): readonly Contribution[] => {
  const months = new Map<number, Reviewed>()
  for (const review of book.reviews) {
    const month = monthOfDay(reference, review.on)
    if (month !== null && !months.has(month)) months.set(month, review)
  }
  return [...months].flatMap(([period, { on, setBy }]) =>
    seatsAt(reference, book.repId, on).map(({ entity, counts }) => ({
      cell: { entity, period },
      from: on,
      until: null,
      amounts: counts,
      because: [setBy],
    })),
  )
}

/** Descriptions that the KPIs of sellers' lists have in common. */
export const sellerListKpi = {
  version: 1,
  view: 'owner',
  measure: 'count',
  scopes: ['org', 'team', 'rep'],
  fold: 'seller-list',
  per: 'whole',
} as const
