import { type DomainEvent, dayNumber } from '@daybook/domain'
import { type QbrDocument, qbr } from './documents/qbr.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber, RecordedEvent } from './kpi.ts'
import { periodKey, teamOn } from './reference.ts'
import { seatsOf } from './seats.ts'

type Outcome = { readonly outcome: 'kept' | 'kept-late' | 'partial' | 'missed'; readonly on: DayNumber; readonly setBy: bigint }

/** One commitment, without its words: no KPI reads those. */
export type Commitment = {
  readonly commitmentId: string
  readonly madeBy: bigint
  readonly afterLock: boolean
  readonly withdrawn: { readonly on: DayNumber; readonly setBy: bigint } | null
  readonly outcome: Outcome | null
}

/** One quarterly business review: who said what by when, and what came of it. M-42. */
export type QbrBook = {
  readonly ownerId: string | null
  readonly quarter: string | null
  readonly locked: { readonly on: DayNumber; readonly setBy: bigint } | null
  readonly commitments: readonly Commitment[]
}

export type QbrView = FoldView<QbrBook>

const qbrReads = [
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

const emptyQbr: QbrBook = { ownerId: null, quarter: null, locked: null, commitments: [] }

const evolveQbr = (book: QbrBook, event: QbrEvent): QbrBook => {
  switch (event.type) {
    case 'QbrOpened':
      return { ...book, ownerId: event.data.ownerId, quarter: event.data.quarter }
    case 'CommitmentMade':
    case 'CommitmentAddedAfterLock':
      return { ...book, commitments: [...book.commitments, made(event, event.data.commitmentId)] }
    case 'QbrCommitmentsLocked':
      return { ...book, locked: { on: dayNumber(event.effectiveOn), setBy: event.position } }
    case 'CommitmentWithdrawn':
      return changed(book, event.data.commitmentId, { withdrawn: { on: dayNumber(event.effectiveOn), setBy: event.position } })
    case 'CommitmentOutcomeRecorded':
    case 'CommitmentOutcomeCorrected': {
      const outcome = { outcome: event.data.outcome, on: dayNumber(event.effectiveOn), setBy: event.position }
      return changed(book, event.data.commitmentId, { outcome })
    }
    case 'CommitmentReworded':
    case 'LearningRecorded':
    case 'NextCommitmentProposed':
    case 'QbrHeld':
    case 'QbrClosed':
      return book
  }
}

const made = (event: QbrEvent, commitmentId: string): Commitment => ({
  commitmentId,
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

/** When a commitment counts, and why; null when it does not. */
export type Counted = { readonly from: DayNumber; readonly because: readonly bigint[] }

/** The contributions of the commitments of the locked said-list that count, in the quarter of the review and its year. */
export const commitmentRows = (
  { book, reference }: QbrView,
  counted: (commitment: Commitment, locked: { readonly on: DayNumber; readonly setBy: bigint }) => Counted | null,
): readonly Contribution[] => {
  const { locked, ownerId } = book
  const quarter = book.quarter === null ? null : reference.calendar.period(book.quarter)
  if (locked === null || ownerId === null || quarter === null) return []
  const year = reference.calendar.period(quarter.year)
  const periods = year === null ? [quarter] : [quarter, year]
  const seats = seatsOf([{ repId: ownerId, basisPoints: 10_000 }], (repId) => teamOn(reference, repId, locked.on))
  return book.commitments
    .filter((commitment) => !commitment.afterLock)
    .flatMap((commitment) => {
      const count = counted(commitment, locked)
      const until = commitment.withdrawn?.on ?? null
      if (count === null || (until !== null && until <= count.from)) return []
      return periods.flatMap((period) =>
        seats.map(({ entity, counts }) => ({ cell: { entity, period: periodKey(period) }, ...count, until, amounts: counts })),
      )
    })
}

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
