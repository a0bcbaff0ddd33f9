import type { QbrEvent } from '../qbr-book.ts'

/** One outcome as recorded; corrections follow the outcome they replace, so that each day can be asked about. */
export type OutcomeRecord = {
  readonly eventId: string
  readonly outcome: 'kept' | 'kept-late' | 'partial' | 'missed'
  readonly outcomeOn: string
  readonly actual: string | null
  readonly why: string | null
  readonly recovery: string | null
}

/** A commitment with its words and its outcome. */
export type CommitmentRecord = {
  readonly commitmentId: string
  readonly eventId: string
  readonly text: string
  readonly goalRef: string | null
  readonly measure: string | null
  readonly target: string | null
  readonly due: string
  readonly lineageId: string | null
  readonly madeOn: string
  readonly afterLock: boolean
  readonly withdrawnOn: string | null
  readonly withdrawnBecause: string | null
  readonly outcome: OutcomeRecord | null
}

/** The reviews with their words, by position. */
export const qbr = {
  name: 'qbr',
  initial: (id: string) => emptyQbrDocument(id),
  evolve: (document: QbrDocument, event: QbrEvent) => evolveQbrDocument(document, event),
} as const

/** A quarterly business review with its words: said, did, did not, learned, next. */
export type QbrDocument = {
  readonly qbrId: string
  readonly ownerId: string | null
  readonly quarter: string | null
  readonly lockedOn: string | null
  readonly closed: boolean
  readonly commitments: readonly CommitmentRecord[]
  readonly learnings: readonly {
    readonly eventId: string
    readonly commitmentId: string | null
    readonly text: string
    readonly on: string
  }[]
  readonly next: readonly {
    readonly eventId: string
    readonly fromCommitmentId: string
    readonly text: string
    readonly on: string
  }[]
}

/** The document of a review that has not been opened yet. */
export const emptyQbrDocument = (qbrId: string): QbrDocument => ({
  qbrId,
  ownerId: null,
  quarter: null,
  lockedOn: null,
  closed: false,
  commitments: [],
  learnings: [],
  next: [],
})

/** The next version of a review's document. */
export const evolveQbrDocument = (document: QbrDocument, event: QbrEvent): QbrDocument => {
  switch (event.type) {
    case 'QbrOpened':
      return { ...document, ownerId: event.data.ownerId, quarter: event.data.quarter }
    case 'CommitmentMade':
    case 'CommitmentAddedAfterLock':
      return { ...document, commitments: [...document.commitments, made(event)] }
    case 'CommitmentReworded': {
      const { commitmentId, qbrId: _, ...words } = event.data
      return changed(document, commitmentId, words)
    }
    case 'QbrCommitmentsLocked':
      return { ...document, lockedOn: event.effectiveOn }
    case 'CommitmentWithdrawn':
      return changed(document, event.data.commitmentId, {
        withdrawnOn: event.effectiveOn,
        withdrawnBecause: event.data.reason,
      })
    case 'CommitmentOutcomeRecorded':
    case 'CommitmentOutcomeCorrected':
      return changed(document, event.data.commitmentId, { outcome: outcomeOf(event) })
    case 'LearningRecorded': {
      const { commitmentId = null, text } = event.data
      return {
        ...document,
        learnings: [...document.learnings, { eventId: event.eventId, commitmentId, text, on: event.effectiveOn }],
      }
    }
    case 'NextCommitmentProposed': {
      const { fromCommitmentId, text } = event.data
      return { ...document, next: [...document.next, { eventId: event.eventId, fromCommitmentId, text, on: event.effectiveOn }] }
    }
    case 'QbrHeld':
      return document
    case 'QbrClosed':
      return { ...document, closed: true }
  }
}

const made = (event: Extract<QbrEvent, { type: 'CommitmentMade' | 'CommitmentAddedAfterLock' }>): CommitmentRecord => ({
  commitmentId: event.data.commitmentId,
  eventId: event.eventId,
  text: event.data.text,
  goalRef: event.data.goalRef ?? null,
  measure: event.data.measure ?? null,
  target: event.data.target ?? null,
  due: event.data.due,
  lineageId: event.data.lineageId ?? null,
  madeOn: event.effectiveOn,
  afterLock: event.type === 'CommitmentAddedAfterLock',
  withdrawnOn: null,
  withdrawnBecause: null,
  outcome: null,
})

const outcomeOf = (
  event: Extract<QbrEvent, { type: 'CommitmentOutcomeRecorded' | 'CommitmentOutcomeCorrected' }>,
): OutcomeRecord => ({
  eventId: event.eventId,
  outcome: event.data.outcome,
  outcomeOn: event.effectiveOn,
  actual: event.data.actual ?? null,
  why: event.data.why ?? null,
  recovery: event.data.recovery ?? null,
})

const changed = (document: QbrDocument, commitmentId: string, change: Partial<CommitmentRecord>): QbrDocument => ({
  ...document,
  commitments: document.commitments.map((each) => (each.commitmentId === commitmentId ? { ...each, ...change } : each)),
})
