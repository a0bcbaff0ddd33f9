import type { z } from 'zod'
import { ActorId, type QbrId } from './ids.ts'
import { Corrects, corrected, type OutsideType, outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { isReviewOf, type QbrCommand, qbr } from './qbr.ts'
import {
  CommitmentAddedAfterLock,
  CommitmentMade,
  CommitmentOutcomeCorrected,
  CommitmentOutcomeRecorded,
  CommitmentReworded,
  CommitmentWithdrawn,
  LearningRecorded,
  NextCommitmentProposed,
  QbrClosed,
  QbrCommitmentsLocked,
  type QbrEvent,
  QbrHeld,
  QbrOpened,
} from './qbr-events.ts'
import { streams } from './streams.ts'

type OfQbr = { qbrId: QbrId }
type Opening = z.infer<typeof QbrOpened>['data']

const stream = ({ qbrId }: OfQbr) => streams.qbr(qbrId)

type Deciding<Data> = {
  readonly command: (situation: Situation<Data>) => QbrCommand
  readonly mayBeForwardDated?: boolean
  readonly group?: (data: Data) => string
}

/** A decision of a review: `command` says what is decided, the rest is the same for all. */
const decision = <Data extends OfQbr>(
  type: QbrEvent['type'],
  data: z.ZodType<Data>,
  { command, ...options }: Deciding<Data>,
): OutsideType =>
  outsideType<Data>(type, {
    kind: 'decision',
    data,
    stream,
    decide: (situation) => qbr.decide(stateOf(qbr, situation.streams.get(stream(situation.data))), command(situation)),
    ...options,
  })

const { approvedBy: _, ...withdrawnShape } = CommitmentWithdrawn.shape.data.shape

/** Commitments are plans: what is said may hold from a later day on, what was done may not. */
const ahead = { mayBeForwardDated: true }

const made = (type: 'CommitmentMade' | 'CommitmentAddedAfterLock', shape: typeof CommitmentMade.shape.data.shape) =>
  decision(type, wire(shape), {
    ...ahead,
    command: ({ effectiveOn, data, calendar }) => ({ type: 'MakeCommitment', effectiveOn, data: undated(data), calendar }),
  })

const prefix = 'qbr-'

/** Another review of the same owner and quarter, among the streams of its group. */
const otherReview = ({ data, streams: known }: Situation<OfQbr & Pick<Opening, 'ownerId' | 'quarter'>>): QbrId | null => {
  const others = [...known].filter(([name]) => name.startsWith(prefix) && name !== stream(data))
  const [name] = others.find(([, events]) => isReviewOf(stateOf(qbr, events), data)) ?? []
  return name === undefined ? null : (name.slice(prefix.length) as QbrId) // Sound: as the stream was named
}

/** Quarterly business reviews, as they come in. */
export const qbrTypes = {
  QbrOpened: decision('QbrOpened', wire(QbrOpened.shape.data.shape), {
    ...ahead,
    group: ({ ownerId, quarter }) => `qbr~${ownerId}~${quarter}`,
    command: (situation) => {
      const { effectiveOn, data, calendar } = situation
      return { type: 'OpenQbr', effectiveOn, data: undated(data), calendar, other: otherReview(situation) }
    },
  }),
  CommitmentMade: made('CommitmentMade', CommitmentMade.shape.data.shape),
  CommitmentAddedAfterLock: made('CommitmentAddedAfterLock', CommitmentAddedAfterLock.shape.data.shape),
  CommitmentReworded: decision('CommitmentReworded', wire(CommitmentReworded.shape.data.shape), {
    ...ahead,
    command: ({ effectiveOn, data, calendar }) => ({ type: 'RewordCommitment', effectiveOn, data: undated(data), calendar }),
  }),
  QbrCommitmentsLocked: decision('QbrCommitmentsLocked', wire(QbrCommitmentsLocked.shape.data.shape), {
    ...ahead,
    command: ({ effectiveOn, data }) => ({ type: 'LockCommitments', effectiveOn, data: undated(data) }),
  }),
  CommitmentWithdrawn: decision('CommitmentWithdrawn', wire({ ...withdrawnShape, approvedBy: ActorId.exactOptional() }), {
    command: ({ effectiveOn, data }) => {
      const { approvedBy = null, ...rest } = undated(data)
      return { type: 'WithdrawCommitment', effectiveOn, data: rest, approvedBy }
    },
  }),
  CommitmentOutcomeRecorded: decision('CommitmentOutcomeRecorded', wire(CommitmentOutcomeRecorded.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'RecordOutcome', effectiveOn, data: undated(data) }),
  }),
  CommitmentOutcomeCorrected: decision(
    'CommitmentOutcomeCorrected',
    wire({ ...CommitmentOutcomeCorrected.shape.data.shape, corrects: Corrects }),
    {
      command: ({ effectiveOn, data, streams: known }) => {
        const { corrects, ...rest } = undated(data)
        return { type: 'CorrectOutcome', effectiveOn, data: rest, corrects: corrected(corrects, known.get(stream(data))) }
      },
    },
  ),
  LearningRecorded: decision('LearningRecorded', wire(LearningRecorded.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'RecordLearning', effectiveOn, data: undated(data) }),
  }),
  NextCommitmentProposed: decision('NextCommitmentProposed', wire(NextCommitmentProposed.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'ProposeNextCommitment', effectiveOn, data: undated(data) }),
  }),
  QbrHeld: decision('QbrHeld', wire(QbrHeld.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'HoldQbr', effectiveOn, data: undated(data) }),
  }),
  QbrClosed: decision('QbrClosed', wire(QbrClosed.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'CloseQbr', effectiveOn, data: undated(data) }),
  }),
}
