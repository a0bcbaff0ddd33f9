import { type DomainEvent, dayNumber, type FiscalPeriod } from '@daybook/domain'
import { type QbrDocument, qbr } from './documents/qbr.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber, RecordedEvent } from './kpi.ts'
import { periodKey, type Reference } from './reference.ts'
import { type Seat, seatsAt } from './seats.ts'

type Outcome = { readonly outcome: 'kept' | 'kept-late' | 'partial' | 'missed'; readonly on: DayNumber; readonly setBy: bigint }

/** One commitment, without its words: no KPI reads those. */
export type Commitment = {
  readonly commitmentId: string
  /** What ties it to commitments of other quarters: a name of their own, the first one's id, or the proposal that it comes of. */
  readonly lineageId: string | null
  readonly madeOn: DayNumber
  readonly madeBy: bigint
  readonly afterLock: boolean
  readonly withdrawn: { readonly on: DayNumber; readonly setBy: bigint } | null
  readonly outcome: Outcome | null
}

/** One quarterly business review: who said what by when, and what came of it. M-42. */
export type QbrBook = {
  readonly ownerId: string | null
  readonly quarter: string | null
  readonly opened: { readonly on: DayNumber; readonly setBy: bigint } | null
  readonly locked: { readonly on: DayNumber; readonly setBy: bigint } | null
  readonly commitments: readonly Commitment[]
  /** What was proposed for the next quarter, and of which commitment. */
  readonly proposals: readonly { readonly eventId: string; readonly fromCommitmentId: string }[]
}

export type QbrView = FoldView<QbrBook>

export const qbrReads = [
  'QbrOpened',
  'CommitmentMade',
  'CommitmentReworded',
  'QbrCommitmentsLocked',
  'CommitmentAddedAfterLock',
  'CommitmentWithdrawn',
  'CommitmentOutcomeRecorded',
  'CommitmentOutcomeCorrected',
  'LearningRecorded',
  'NextCommitmentProposed',
  'QbrHeld',
  'QbrClosed',
] as const satisfies readonly DomainEvent['type'][]

export type QbrEvent = Extract<RecordedEvent, { type: (typeof qbrReads)[number] }>

export const emptyQbr: QbrBook = { ownerId: null, quarter: null, opened: null, locked: null, commitments: [], proposals: [] }

/** The review after one more event. */
export const evolveQbr = (book: QbrBook, event: QbrEvent): QbrBook => {
  switch (event.type) {
    case 'QbrOpened':
      return {
        ...book,
        ownerId: event.data.ownerId,
        quarter: event.data.quarter,
        opened: { on: dayNumber(event.effectiveOn), setBy: event.position },
      }
    case 'CommitmentMade':
    case 'CommitmentAddedAfterLock':
      return { ...book, commitments: [...book.commitments, made(event)] }
    case 'QbrCommitmentsLocked':
      return { ...book, locked: { on: dayNumber(event.effectiveOn), setBy: event.position } }
    case 'CommitmentWithdrawn':
      return changed(book, event.data.commitmentId, { withdrawn: { on: dayNumber(event.effectiveOn), setBy: event.position } })
    case 'CommitmentOutcomeRecorded':
    case 'CommitmentOutcomeCorrected': {
      const outcome = { outcome: event.data.outcome, on: dayNumber(event.effectiveOn), setBy: event.position }
      return changed(book, event.data.commitmentId, { outcome })
    }
    case 'NextCommitmentProposed': {
      const proposal = { eventId: event.eventId, fromCommitmentId: event.data.fromCommitmentId }
      return { ...book, proposals: [...book.proposals, proposal] }
    }
    case 'CommitmentReworded':
    case 'LearningRecorded':
    case 'QbrHeld':
    case 'QbrClosed':
      return book
  }
}

const made = (event: Extract<QbrEvent, { type: 'CommitmentMade' | 'CommitmentAddedAfterLock' }>): Commitment => ({
  commitmentId: event.data.commitmentId,
  lineageId: event.data.lineageId ?? null,
  madeOn: dayNumber(event.effectiveOn),
  madeBy: event.position,
  afterLock: event.type === 'CommitmentAddedAfterLock',
  withdrawn: null,
  outcome: null,
})

const changed = (book: QbrBook, commitmentId: string, change: Partial<Commitment>): QbrBook => ({
  ...book,
  commitments: book.commitments.map((each) => (each.commitmentId === commitmentId ? { ...each, ...change } : each)),
})

/** A review with its commitments: small. */
export const qbrFold = defineFold<QbrBook, QbrEvent, QbrDocument>({
  name: 'qbr',
  reads: qbrReads,
  idOf: ({ data }) => data.qbrId,
  initial: () => emptyQbr,
  evolve: evolveQbr,
  isConcerned: ({ ownerId }, { kind, keys }) => kind === 'rep' && keys.includes(ownerId ?? ''),
  document: qbr,
})

/** When a commitment counts, and why; null when it does not. Without `until`, for good. */
export type Counted = { readonly from: DayNumber; readonly until?: DayNumber | null; readonly because: readonly bigint[] }

type Locked = { readonly on: DayNumber; readonly setBy: bigint }

/** The contributions of the commitments of a locked review that count, in its quarter and that quarter's year. */
export const reviewRows = (
  { book, reference }: QbrView,
  counted: (commitment: Commitment, locked: Locked) => Counted | null,
): readonly Contribution[] => {
  const { locked, ownerId } = book
  const quarter = book.quarter === null ? null : reference.calendar.period(book.quarter)
  if (locked === null || ownerId === null || quarter === null) return []
  const year = reference.calendar.period(quarter.year)
  const periods = year === null ? [quarter] : [quarter, year]
  return book.commitments.flatMap((commitment) => {
    const count = counted(commitment, locked)
    if (count === null) return []
    return periods.flatMap((period) => countedIn(period, count, seatsOfReview(book, reference)))
  })
}

/** What counts once at the seats of an owner, in one period. Nothing where it ends before it begins. */
export const countedIn = (
  period: FiscalPeriod,
  { from, until = null, because }: Counted,
  seats: readonly Seat[],
): readonly Contribution[] => {
  if (until !== null && until <= from) return []
  return seats.map(({ entity, counts }) => ({
    cell: { entity, period: periodKey(period) },
    from,
    until,
    because,
    amounts: counts,
  }))
}

/** The owner in the team of the day on which the list was locked. */
export const seatsOfReview = ({ ownerId, locked }: QbrBook, reference: Reference): readonly Seat[] => {
  if (ownerId === null || locked === null) return []
  return seatsAt(reference, ownerId, locked.on)
}

/** The contributions of the commitments of the locked said-list that count: none that was added later, and while it is not withdrawn. */
export const commitmentRows = (
  view: QbrView,
  counted: (commitment: Commitment, locked: Locked) => Counted | null,
): readonly Contribution[] =>
  reviewRows(view, (commitment, locked) => {
    const count = commitment.afterLock ? null : counted(commitment, locked)
    return count === null ? null : { ...count, until: commitment.withdrawn?.on ?? null }
  })

/** The outcome of a commitment where it is one of those that count. */
export const outcomeRows = (view: QbrView, outcomes: readonly Outcome['outcome'][]): readonly Contribution[] =>
  commitmentRows(view, ({ outcome }) =>
    outcome !== null && outcomes.includes(outcome.outcome) ? { from: outcome.on, because: [outcome.setBy] } : null,
  )

/** Descriptions that the KPIs of commitments have in common. */
export const commitmentKpi = {
  unit: 'commitments',
  version: 1,
  kind: 'flow',
  view: 'owner',
  measure: 'count',
  scopes: ['org', 'team', 'rep'],
  grain: ['quarter', 'year'],
  anyDay: true,
  fold: 'qbr',
  per: 'whole',
} as const
