import { z } from 'zod'
import { Day } from './day.ts'
import { event, PersonName, Text } from './event.ts'
import { ActorId, Code, CommitmentId, EventId, PeriodId, QbrId, RepId } from './ids.ts'

const commitment = {
  qbrId: QbrId,
  commitmentId: CommitmentId,
  text: Text,
  goalRef: Code.exactOptional(),
  measure: Text.exactOptional(),
  target: Text.exactOptional(),
  due: Day,
  lineageId: Code.exactOptional(),
}

const outcome = {
  qbrId: QbrId,
  commitmentId: CommitmentId,
  outcome: z.enum(['kept', 'kept-late', 'partial', 'missed']),
  actual: Text.exactOptional(),
  why: Text.exactOptional(),
  recovery: Text.exactOptional(),
}

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A quarterly business review of one owner and quarter is open for commitments. */
export const QbrOpened = event('QbrOpened', {
  qbrId: QbrId,
  ownerId: RepId,
  quarter: PeriodId,
  members: z.array(RepId).max(100).exactOptional(),
})

/** Said: what will be done by `due`. */
export const CommitmentMade = event('CommitmentMade', commitment)

/** Said in other words, before the lock. */
export const CommitmentReworded = event('CommitmentReworded', {
  qbrId: QbrId,
  commitmentId: CommitmentId,
  text: Text.exactOptional(),
  measure: Text.exactOptional(),
  target: Text.exactOptional(),
  due: Day.exactOptional(),
})

/** The said-list stands: what is made later is listed apart. M-42. */
export const QbrCommitmentsLocked = event('QbrCommitmentsLocked', { qbrId: QbrId })

/** A commitment made after the lock: listed, not in the denominator. */
export const CommitmentAddedAfterLock = event('CommitmentAddedAfterLock', commitment)

/** Taken back before it was due, with approval: left out and counted apart. */
export const CommitmentWithdrawn = event('CommitmentWithdrawn', {
  qbrId: QbrId,
  commitmentId: CommitmentId,
  approvedBy: ActorId,
  reason: Text,
})

/** Did, or did not. */
export const CommitmentOutcomeRecorded = event('CommitmentOutcomeRecorded', outcome)

/** Replaces the outcome it names, as that stands: `corrects` is the event that last set it. */
export const CommitmentOutcomeCorrected = event('CommitmentOutcomeCorrected', { ...outcome, corrects: EventId })

/** What was learned. */
export const LearningRecorded = event('LearningRecorded', {
  qbrId: QbrId,
  commitmentId: CommitmentId.exactOptional(),
  text: Text,
  tags: z.array(Code).max(50).exactOptional(),
})

/** What comes of a commitment in the next quarter. */
export const NextCommitmentProposed = event('NextCommitmentProposed', {
  qbrId: QbrId,
  fromCommitmentId: CommitmentId,
  text: Text,
})

/** The review took place. */
export const QbrHeld = event('QbrHeld', {
  qbrId: QbrId,
  minutes: z.int().min(0).max(10_000),
  attendees: z.array(PersonName).max(100),
})

/** Every commitment has its outcome; nothing more is added. */
export const QbrClosed = event('QbrClosed', { qbrId: QbrId })

/** What can happen to a quarterly business review. */
export const qbrEvents = [
  QbrOpened,
  CommitmentMade,
  CommitmentReworded,
  QbrCommitmentsLocked,
  CommitmentAddedAfterLock,
  CommitmentWithdrawn,
  CommitmentOutcomeRecorded,
  CommitmentOutcomeCorrected,
  LearningRecorded,
  NextCommitmentProposed,
  QbrHeld,
  QbrClosed,
] as const
export type QbrEvent = z.infer<(typeof qbrEvents)[number]>
