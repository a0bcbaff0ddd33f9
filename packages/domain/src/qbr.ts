import type { FiscalCalendar } from './calendar.ts'
import { addDays, type Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import type { Identified } from './event.ts'
import type { ActorId, CommitmentId, EventId, PeriodId, QbrId } from './ids.ts'
import type { QbrEvent } from './qbr-events.ts'
import { accept, type Result, refuse } from './result.ts'

type Data<Type extends QbrEvent['type']> = Extract<QbrEvent, { type: Type }>['data']
type Outcome = Data<'CommitmentOutcomeRecorded'>

/** What may be decided in a quarterly business review. */
export type QbrCommand =
  | {
      type: 'OpenQbr'
      effectiveOn: Day
      data: Data<'QbrOpened'>
      calendar: FiscalCalendar
      /** The review that the owner has of the quarter under another id; null where there is none. */
      other: QbrId | null
    }
  | { type: 'MakeCommitment'; effectiveOn: Day; data: Data<'CommitmentMade'>; calendar: FiscalCalendar }
  | { type: 'RewordCommitment'; effectiveOn: Day; data: Data<'CommitmentReworded'>; calendar: FiscalCalendar }
  | { type: 'LockCommitments'; effectiveOn: Day; data: Data<'QbrCommitmentsLocked'> }
  | {
      type: 'WithdrawCommitment'
      effectiveOn: Day
      data: Omit<Data<'CommitmentWithdrawn'>, 'approvedBy'>
      approvedBy: ActorId | null
    }
  | { type: 'RecordOutcome'; effectiveOn: Day; data: Outcome }
  | { type: 'CorrectOutcome'; effectiveOn: Day; data: Outcome; corrects: Identified<QbrEvent> | null }
  | { type: 'RecordLearning'; effectiveOn: Day; data: Data<'LearningRecorded'> }
  | { type: 'ProposeNextCommitment'; effectiveOn: Day; data: Data<'NextCommitmentProposed'> }
  | { type: 'HoldQbr'; effectiveOn: Day; data: Data<'QbrHeld'> }
  | { type: 'CloseQbr'; effectiveOn: Day; data: Data<'QbrClosed'> }

/** Why a decision in a quarterly business review is refused. Domain 5.4. */
export type QbrRefusal =
  | { code: 'qbr-exists'; qbrId: QbrId }
  | { code: 'quarter-reviewed'; qbrId: QbrId; quarter: PeriodId }
  | { code: 'unknown-qbr'; qbrId: QbrId }
  | { code: 'unknown-period'; period: PeriodId }
  | { code: 'qbr-closed' }
  | { code: 'text-missing' }
  | { code: 'due-outside-quarter'; due: Day; first: Day; last: Day }
  | { code: 'commitment-exists'; commitmentId: CommitmentId }
  | { code: 'no-commitments' }
  | { code: 'already-locked' }
  | { code: 'no-open-commitment'; commitmentId: CommitmentId }
  | { code: 'commitment-withdrawn'; commitmentId: CommitmentId }
  | { code: 'outcome-exists'; commitmentId: CommitmentId }
  | { code: 'kept-after-due'; due: Day }
  | { code: 'why-missing' }
  | { code: 'after-due'; due: Day }
  | { code: 'approver-missing' }
  | { code: 'outcomes-missing'; commitmentIds: readonly CommitmentId[] }
  | { code: 'corrects-unknown' }
  | { code: 'corrects-another-kind'; type: string }

type Commitment = {
  readonly made: Data<'CommitmentMade'>
  readonly isWithdrawn: boolean
  readonly outcome: { readonly data: Outcome; readonly effectiveOn: Day; readonly setBy: readonly EventId[] } | null
}

type Opened = {
  readonly status: 'open' | 'closed'
  readonly opened: Data<'QbrOpened'>
  readonly isLocked: boolean
  readonly commitments: ReadonlyMap<CommitmentId, Commitment>
  /** Learnings, proposals and meetings, as they were told: told again they are the same. */
  readonly told: ReadonlySet<string>
}

/** How far a review has come. */
export type QbrState = { readonly status: 'none' } | Opened

const evolve = (state: QbrState, event: Identified<QbrEvent>): QbrState => {
  if (event.type === 'QbrOpened')
    return { status: 'open', opened: event.data, isLocked: false, commitments: new Map(), told: new Set() }
  if (state.status === 'none') return state
  const { effectiveOn, eventId } = event
  switch (event.type) {
    case 'CommitmentMade':
    case 'CommitmentAddedAfterLock': {
      const made = { made: event.data, isWithdrawn: false, outcome: null }
      return { ...state, commitments: new Map([...state.commitments, [event.data.commitmentId, made]]) }
    }
    case 'CommitmentReworded':
      return change(state, event.data.commitmentId, ({ made }) => ({ made: { ...made, ...event.data } }))
    case 'CommitmentWithdrawn':
      return change(state, event.data.commitmentId, () => ({ isWithdrawn: true }))
    case 'CommitmentOutcomeRecorded':
    case 'CommitmentOutcomeCorrected':
      return change(state, event.data.commitmentId, ({ outcome }) => ({
        outcome: { data: event.data, effectiveOn, setBy: [...(outcome?.setBy ?? []), eventId] },
      }))
    case 'QbrCommitmentsLocked':
      return { ...state, isLocked: true }
    case 'QbrClosed':
      return { ...state, status: 'closed' }
    case 'LearningRecorded':
    case 'NextCommitmentProposed':
    case 'QbrHeld':
      return { ...state, told: new Set([...state.told, tellingOf(event)]) }
  }
}

type Told = Extract<QbrEvent, { type: 'LearningRecorded' | 'NextCommitmentProposed' | 'QbrHeld' }>

const tellingOf = ({ type, effectiveOn, data }: Told): string => JSON.stringify([type, effectiveOn, data])

const change = (state: Opened, id: CommitmentId, changes: (commitment: Commitment) => Partial<Commitment>): Opened => {
  const commitment = state.commitments.get(id)
  if (commitment === undefined) return state
  return { ...state, commitments: new Map([...state.commitments, [id, { ...commitment, ...changes(commitment) }]]) }
}

const decide = (state: QbrState, command: QbrCommand): Decided => {
  const { effectiveOn } = command
  if (state.status === 'none') {
    return command.type === 'OpenQbr' ? openQbr(command) : refuse({ code: 'unknown-qbr', qbrId: command.data.qbrId })
  }
  switch (command.type) {
    case 'OpenQbr':
      return isSame(state.opened, command.data) ? accept([]) : refuse({ code: 'qbr-exists', qbrId: command.data.qbrId })
    case 'MakeCommitment':
      return makeCommitment(state, command)
    case 'RewordCommitment':
      return rewordCommitment(state, command)
    case 'LockCommitments':
      return lockCommitments(state, command)
    case 'WithdrawCommitment':
      return withdrawCommitment(state, command)
    case 'RecordOutcome':
      return recordOutcome(state, command)
    case 'CorrectOutcome':
      return correctOutcome(state, command)
    case 'RecordLearning':
      return tell(state, { type: 'LearningRecorded', effectiveOn, data: command.data }, command.data.commitmentId)
    case 'ProposeNextCommitment':
      return tell(state, { type: 'NextCommitmentProposed', effectiveOn, data: command.data }, command.data.fromCommitmentId)
    case 'HoldQbr':
      return tell(state, { type: 'QbrHeld', effectiveOn, data: command.data })
    case 'CloseQbr':
      return closeQbr(state, command)
  }
}

/** A quarterly business review: what was said, and what became of it. */
export const qbr: Decider<QbrState, QbrCommand, QbrEvent, QbrRefusal> = { initialState: { status: 'none' }, evolve, decide }

type Decided = Result<readonly QbrEvent[], QbrRefusal>
type Command<Type extends QbrCommand['type']> = Extract<QbrCommand, { type: Type }>

/** There is one review for each owner and quarter. Domain 5.2. */
const openQbr = ({ effectiveOn, data, calendar, other }: Command<'OpenQbr'>): Decided => {
  const { quarter } = data
  if (calendar.period(quarter)?.grain !== 'quarter') return refuse({ code: 'unknown-period', period: quarter })
  if (other !== null) return refuse({ code: 'quarter-reviewed', qbrId: other, quarter })
  return accept([{ type: 'QbrOpened', effectiveOn, data }])
}

/** Whether a review is the one of an owner and quarter. */
export const isReviewOf = (state: QbrState, { ownerId, quarter }: Pick<Data<'QbrOpened'>, 'ownerId' | 'quarter'>): boolean =>
  state.status !== 'none' && state.opened.ownerId === ownerId && state.opened.quarter === quarter

/** What is told of the review, or of one of its commitments. */
const tell = (state: Opened, event: Told, about?: CommitmentId): Decided => {
  if (about !== undefined && !state.commitments.has(about)) return refuse({ code: 'no-open-commitment', commitmentId: about })
  return accept(state.told.has(tellingOf(event)) ? [] : [event])
}

const makeCommitment = (state: Opened, { effectiveOn, data, calendar }: Command<'MakeCommitment'>): Decided => {
  const known = state.commitments.get(data.commitmentId)
  if (known !== undefined && isSame(known.made, data)) return accept([])
  if (state.status === 'closed') return refuse({ code: 'qbr-closed' })
  if (known !== undefined) return refuse({ code: 'commitment-exists', commitmentId: data.commitmentId })
  const refusal = wordingRefusal(state, data, calendar)
  if (refusal !== null) return refuse(refusal)
  return accept([{ type: state.isLocked ? 'CommitmentAddedAfterLock' : 'CommitmentMade', effectiveOn, data }])
}

const rewordCommitment = (state: Opened, { effectiveOn, data, calendar }: Command<'RewordCommitment'>): Decided => {
  if (state.isLocked) return refuse({ code: 'already-locked' })
  const known = state.commitments.get(data.commitmentId)
  if (known === undefined || known.isWithdrawn) return refuse({ code: 'no-open-commitment', commitmentId: data.commitmentId })
  const refusal = wordingRefusal(state, { ...known.made, ...data }, calendar)
  if (refusal !== null) return refuse(refusal)
  if (isSame(known.made, { ...known.made, ...data })) return accept([])
  return accept([{ type: 'CommitmentReworded', effectiveOn, data }])
}

const wordingRefusal = (state: Opened, { text, due }: Data<'CommitmentMade'>, calendar: FiscalCalendar): QbrRefusal | null => {
  if (text.trim() === '') return { code: 'text-missing' }
  const quarter = calendar.period(state.opened.quarter)
  if (quarter === null) return { code: 'unknown-period', period: state.opened.quarter }
  const isWithin = quarter.first <= due && due < quarter.until
  return isWithin ? null : { code: 'due-outside-quarter', due, first: quarter.first, last: addDays(quarter.until, -1) }
}

const lockCommitments = (state: Opened, { effectiveOn, data }: Command<'LockCommitments'>): Decided => {
  if (state.isLocked) return refuse({ code: 'already-locked' })
  const isEmpty = [...state.commitments.values()].every(({ isWithdrawn }) => isWithdrawn)
  if (isEmpty) return refuse({ code: 'no-commitments' })
  return accept([{ type: 'QbrCommitmentsLocked', effectiveOn, data }])
}

const withdrawCommitment = (state: Opened, { effectiveOn, data, approvedBy }: Command<'WithdrawCommitment'>): Decided => {
  const { commitmentId } = data
  const known = state.commitments.get(commitmentId)
  if (known === undefined) return refuse({ code: 'no-open-commitment', commitmentId })
  if (known.isWithdrawn) return accept([])
  if (known.outcome !== null) return refuse({ code: 'outcome-exists', commitmentId })
  if (approvedBy === null) return refuse({ code: 'approver-missing' })
  if (effectiveOn > known.made.due) return refuse({ code: 'after-due', due: known.made.due })
  return accept([{ type: 'CommitmentWithdrawn', effectiveOn, data: { ...data, approvedBy } }])
}

const recordOutcome = (state: Opened, { effectiveOn, data }: Command<'RecordOutcome'>): Decided => {
  const { commitmentId } = data
  const known = state.commitments.get(commitmentId)
  if (known === undefined) return refuse({ code: 'no-open-commitment', commitmentId })
  if (known.isWithdrawn) return refuse({ code: 'commitment-withdrawn', commitmentId })
  if (known.outcome !== null) {
    return isSameOutcome(known.outcome, { data, effectiveOn }) ? accept([]) : refuse({ code: 'outcome-exists', commitmentId })
  }
  const refusal = outcomeRefusal(known, data, effectiveOn)
  return refusal === null ? accept([{ type: 'CommitmentOutcomeRecorded', effectiveOn, data }]) : refuse(refusal)
}

const correctOutcome = (state: Opened, { effectiveOn, data, corrects }: Command<'CorrectOutcome'>): Decided => {
  if (corrects === null) return refuse({ code: 'corrects-unknown' })
  const known = state.commitments.get(data.commitmentId)
  const standing = known?.outcome?.setBy.includes(corrects.eventId) === true ? known.outcome.setBy.at(-1) : undefined
  if (known === undefined || known.outcome === null || standing === undefined) {
    return refuse({ code: 'corrects-another-kind', type: corrects.type })
  }
  if (isSameOutcome(known.outcome, { data, effectiveOn })) return accept([])
  const refusal = outcomeRefusal(known, data, effectiveOn)
  if (refusal !== null) return refuse(refusal)
  return accept([{ type: 'CommitmentOutcomeCorrected', effectiveOn, data: { ...data, corrects: standing } }])
}

const outcomeRefusal = ({ made }: Commitment, { outcome, why = '' }: Outcome, effectiveOn: Day): QbrRefusal | null => {
  if (outcome === 'kept' && effectiveOn > made.due) return { code: 'kept-after-due', due: made.due }
  return outcome === 'missed' && why.trim() === '' ? { code: 'why-missing' } : null
}

type ToldOutcome = { readonly data: Outcome; readonly effectiveOn: Day }

const isSameOutcome = (one: ToldOutcome, other: ToldOutcome): boolean => isSame(toldIn(one), toldIn(other))

const toldIn = ({ data: { outcome, actual, why, recovery }, effectiveOn }: ToldOutcome) => [
  outcome,
  actual,
  why,
  recovery,
  effectiveOn,
]

const closeQbr = (state: Opened, { effectiveOn, data }: Command<'CloseQbr'>): Decided => {
  if (state.status === 'closed') return accept([])
  const open = [...state.commitments.values()].filter(({ isWithdrawn, outcome }) => !isWithdrawn && outcome === null)
  if (open.length > 0) return refuse({ code: 'outcomes-missing', commitmentIds: open.map(({ made }) => made.commitmentId) })
  return accept([{ type: 'QbrClosed', effectiveOn, data }])
}
