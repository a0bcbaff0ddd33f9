import { byText, dayNumber, type FiscalPeriod } from '@daybook/domain'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber } from './kpi.ts'
import { lineagesOf } from './lineage.ts'
import {
  type Commitment,
  type Counted,
  countedIn,
  emptyQbr,
  evolveQbr,
  type QbrBook,
  type QbrEvent,
  qbrReads,
  seatsOfReview,
} from './qbr-book.ts'
import type { Reference } from './reference.ts'

/**
 * All reviews of one owner together, by their ids. A lineage, what is committed again quarter after quarter, spans reviews, and never
 * owners: so a partition of the owner holds what no review alone can tell. M-43, M-44.
 */
type LineageBook = { readonly reviews: Readonly<Record<string, QbrBook>> }

export type LineageView = FoldView<LineageBook>

/** The reviews of an owner: small. Whose a review is, its opening says; later events are asked of the review. */
export const lineageFold = defineFold<LineageBook, QbrEvent>({
  name: 'lineages',
  reads: qbrReads,
  idOf: (event, bookOf) => {
    if (event.type === 'QbrOpened') return event.data.ownerId
    const review = bookOf('qbr', event.data.qbrId) as QbrBook | undefined // Sound: the fold of that name makes such books
    return review?.ownerId ?? ''
  },
  initial: () => ({ reviews: {} }),
  evolve: ({ reviews }, event) => {
    const { qbrId } = event.data
    return { reviews: { ...reviews, [qbrId]: evolveQbr(reviews[qbrId] ?? emptyQbr, event) } }
  },
  isConcerned: ({ reviews }, { kind, keys }) =>
    kind === 'rep' && Object.values(reviews).some(({ ownerId }) => ownerId !== null && keys.includes(ownerId)),
  document: null,
})

/** A commitment with its review, the quarter of that, and what it has in common with those it goes on. */
type Told = {
  readonly commitment: Commitment
  readonly review: QbrBook
  readonly quarter: FiscalPeriod
  readonly lineage: string
}

/** The commitments of an owner by quarter, each with its lineage. */
const toldOf = ({ book, reference }: LineageView): readonly Told[] => {
  const reviews = inOrder(book, reference)
  const told = reviews.flatMap(([qbrId, review, quarter]) =>
    review.commitments.map((commitment) => ({ commitment, review, quarter, qbrId })),
  )
  const links = told.map(({ commitment, quarter, qbrId }) => ({ ...commitment, qbrId, first: quarter.first }))
  const proposals = reviews.flatMap(([qbrId, review]) => review.proposals.map((proposal) => ({ ...proposal, qbrId })))
  const lineages = lineagesOf(links, proposals)
  return told.map((each, place) => ({ ...each, lineage: lineages[place] ?? '' }))
}

const inOrder = ({ reviews }: LineageBook, { calendar }: Reference): readonly (readonly [string, QbrBook, FiscalPeriod])[] =>
  Object.entries(reviews)
    .flatMap(([qbrId, review]) => {
      const quarter = review.quarter === null ? null : calendar.period(review.quarter)
      return quarter === null ? [] : [[qbrId, review, quarter] as const]
    })
    .sort(([idA, , a], [idB, , b]) => dayNumber(a.first) - dayNumber(b.first) || byText(idA, idB))

type Miss = Told & { readonly missed: { readonly on: DayNumber; readonly setBy: bigint } }

/** Commitments of locked said-lists that were missed, and not withdrawn before. */
const missesAmong = (told: readonly Told[]): readonly Miss[] =>
  told.flatMap((each) => {
    const { outcome, afterLock, withdrawn } = each.commitment
    const isMissed = outcome?.outcome === 'missed' && !afterLock && each.review.locked !== null
    return isMissed && (withdrawn === null || withdrawn.on > outcome.on) ? [{ ...each, missed: outcome }] : []
  })

/** Missed commitments that were committed again in the quarter after, in the quarter in which they were missed and its year. M-43. */
export const carriedOverRows = (view: LineageView): readonly Contribution[] => {
  const { calendar } = view.reference
  const told = toldOf(view)
  return missesAmong(told).flatMap((miss) => {
    const next = calendar.quarterOf(miss.quarter.until)
    const again = told.filter(({ quarter, lineage }) => quarter.id === next?.id && lineage === miss.lineage)
    const counted = inTurn(again.map(({ commitment }) => carriedOver(miss, commitment)))
    const year = calendar.period(miss.quarter.year)
    const periods = year === null ? [miss.quarter] : [miss.quarter, year]
    const seats = seatsOfReview(miss.review, view.reference)
    return periods.flatMap((period) => counted.flatMap((each) => countedIn(period, each, seats)))
  })
}

/** From the day on which both are so: missed, and committed again. A commitment that is withdrawn carries nothing on. */
const carriedOver = ({ missed, commitment }: Miss, { madeOn, madeBy, withdrawn }: Commitment): Counted => ({
  from: Math.max(missed.on, madeOn),
  until: earlierOf(commitment.withdrawn, withdrawn),
  because: inOrderOfLog(missed.setBy, madeBy),
})

const inOrderOfLog = (a: bigint, b: bigint): readonly bigint[] => (a < b ? [a, b] : [b, a])

type Dated = { readonly on: DayNumber } | null

const earlierOf = (a: Dated, b: Dated): DayNumber | null =>
  a === null || b === null ? ((a ?? b)?.on ?? null) : Math.min(a.on, b.on)

/** Stretches that count once where several do: each from where those before it have ended. */
const inTurn = (counted: readonly Counted[]): readonly Counted[] => {
  let covered = Number.NEGATIVE_INFINITY
  return counted
    .toSorted((a, b) => a.from - b.from || endOf(b) - endOf(a))
    .flatMap((each) => {
      const from = Math.max(each.from, covered)
      if (endOf(each) <= from) return []
      covered = endOf(each)
      return [{ ...each, from }]
    })
}

const endOf = ({ until }: Counted): number => until ?? Number.POSITIVE_INFINITY

/**
 * Lineages that were missed in at least two quarters: in each quarter of a miss but the first, once a year in the years of these. M-44.
 * They count from the day on which both are missed.
 */
export const repeatMissRows = (view: LineageView): readonly Contribution[] => {
  const lineages = Map.groupBy(missesAmong(toldOf(view)), ({ lineage }) => lineage)
  return [...lineages.values()].flatMap((misses) => {
    const repeats = repeatsAmong(misses)
    const inQuarters = repeats.flatMap(({ quarter, counted, review }) =>
      countedIn(quarter, counted, seatsOfReview(review, view.reference)),
    )
    const years = [...Map.groupBy(repeats, ({ quarter }) => quarter.year)]
    return [...inQuarters, ...years.flatMap(([year, own]) => inYear(view, year, own))]
  })
}

type Repeat = Pick<Told, 'quarter' | 'review'> & { readonly counted: Counted }

/** One for each quarter in which the lineage was missed that has another before it. */
const repeatsAmong = (misses: readonly Miss[]): readonly Repeat[] => {
  const byDay = misses.toSorted((a, b) => a.missed.on - b.missed.on)
  const quarters = [...Map.groupBy(byDay, ({ quarter }) => quarter.id).values()].flatMap((own) => own.slice(0, 1))
  return quarters.flatMap((miss) => {
    const before = byDay.find(({ quarter }) => quarter.first < miss.quarter.first)
    return before === undefined ? [] : [repeated(miss, before)]
  })
}

const repeated = ({ quarter, review, missed, commitment }: Miss, before: Miss): Repeat => ({
  quarter,
  review,
  counted: {
    from: Math.max(before.missed.on, missed.on),
    until: earlierOf(before.commitment.withdrawn, commitment.withdrawn),
    because: inOrderOfLog(before.missed.setBy, missed.setBy),
  },
})

/** At the seats of the review in which it was missed again first. */
const inYear = ({ reference }: LineageView, year: string, repeats: readonly Repeat[]): readonly Contribution[] => {
  const period = reference.calendar.period(year)
  const [earliest] = repeats.toSorted((a, b) => a.counted.from - b.counted.from)
  if (period === null || earliest === undefined) return []
  return countedIn(period, earliest.counted, seatsOfReview(earliest.review, reference))
}

/** Descriptions that the KPIs of lineages have in common. */
export const lineageKpi = {
  version: 1,
  kind: 'flow',
  view: 'owner',
  ledger: 'lineages',
  measure: 'count',
  unit: 'commitments',
  scopes: ['org', 'team', 'rep'],
  grain: ['quarter', 'year'],
  anyDay: true,
  fold: 'lineages',
  per: 'whole',
} as const
