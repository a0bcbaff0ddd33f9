import { test } from 'vitest'
import { day, eventId, period, specification } from '../../../tests/domain/given.ts'
import { fiscalCalendar } from './calendar.ts'
import { ActorId, CommitmentId, QbrId, RepId } from './ids.ts'
import { qbr } from './qbr.ts'
import type { QbrEvent } from './qbr-events.ts'

const given = specification(qbr)
const calendar = fiscalCalendar([])
const qbrId = QbrId.parse('Q-R1-2025-Q1')
const c1 = CommitmentId.parse('c1')
const boss = ActorId.parse('manager-1')
const january = day('2025-01-03')
const ownerId = RepId.parse('R1')
const openedData = { qbrId, ownerId, quarter: period('2025-Q1') }
const promise = { qbrId, commitmentId: c1, text: 'Visit every account', due: day('2025-01-31') }
const opened: QbrEvent = { type: 'QbrOpened', effectiveOn: january, data: openedData }
const made: QbrEvent = { type: 'CommitmentMade', effectiveOn: january, data: promise }
const locked: QbrEvent = { type: 'QbrCommitmentsLocked', effectiveOn: day('2025-01-06'), data: { qbrId } }
const make = { type: 'MakeCommitment', effectiveOn: january, data: promise, calendar } as const
const tell = (outcome: 'kept' | 'kept-late' | 'missed', on: string, why?: string) =>
  ({
    type: 'RecordOutcome',
    effectiveOn: day(on),
    data: { qbrId, commitmentId: c1, outcome, ...(why === undefined ? {} : { why }) },
  }) as const
const told = (...of: Parameters<typeof tell>): QbrEvent => ({ ...tell(...of), type: 'CommitmentOutcomeRecorded' })
const withdraw = {
  type: 'WithdrawCommitment',
  effectiveOn: day('2025-01-20'),
  data: { qbrId, commitmentId: c1, reason: 'merged' },
} as const
const withdrawn: QbrEvent = {
  type: 'CommitmentWithdrawn',
  effectiveOn: day('2025-01-20'),
  data: { ...withdraw.data, approvedBy: boss },
}

test('a review is opened once, for a quarter of the calendar', () => {
  const open = { type: 'OpenQbr', effectiveOn: january, data: openedData, calendar, other: null } as const
  given().when(open).thenRecorded(opened)
  given(opened).when(open).thenNothing()
  given(opened)
    .when({ ...open, data: { ...openedData, ownerId: RepId.parse('R2') } })
    .thenRefused({ code: 'qbr-exists', qbrId })
  given()
    .when({ ...open, data: { ...openedData, quarter: period('2025-01') } })
    .thenRefused({ code: 'unknown-period', period: '2025-01' })
  given()
    .when({ ...open, other: QbrId.parse('Q-other') })
    .thenRefused({ code: 'quarter-reviewed', qbrId: QbrId.parse('Q-other'), quarter: period('2025-Q1') })
  given().when(make).thenRefused({ code: 'unknown-qbr', qbrId })
})

test('a commitment is due inside the quarter and says something', () => {
  given(opened).when(make).thenRecorded(made)
  given(opened, made).when(make).thenNothing()
  given(opened)
    .when({ ...make, data: { ...promise, text: ' ' } })
    .thenRefused({ code: 'text-missing' })
  given(opened)
    .when({ ...make, data: { ...promise, due: day('2025-04-01') } })
    .thenRefused({ code: 'due-outside-quarter', due: '2025-04-01', first: '2025-01-01', last: '2025-03-31' })
  given(opened, made)
    .when({ ...make, data: { ...promise, text: 'Other' } })
    .thenRefused({ code: 'commitment-exists', commitmentId: c1 })
})

test('what is made after the lock is an addition', () => {
  const added = { ...promise, commitmentId: CommitmentId.parse('c9') }
  given(opened, made, locked)
    .when({ ...make, data: added })
    .thenRecorded({ type: 'CommitmentAddedAfterLock', effectiveOn: january, data: added })
})

test('commitments are reworded before the lock only', () => {
  const reword = {
    type: 'RewordCommitment',
    effectiveOn: january,
    data: { qbrId, commitmentId: c1, due: day('2025-02-01') },
    calendar,
  } as const
  given(opened, made).when(reword).thenRecorded({ type: 'CommitmentReworded', effectiveOn: january, data: reword.data })
  given(opened, made, locked).when(reword).thenRefused({ code: 'already-locked' })
  given(opened).when(reword).thenRefused({ code: 'no-open-commitment', commitmentId: c1 })
  given(opened, made)
    .when({ ...reword, data: { ...reword.data, due: promise.due } })
    .thenNothing()
})

test('commitments are locked once, and not before there are any', () => {
  const lock = { type: 'LockCommitments', effectiveOn: day('2025-01-06'), data: { qbrId } } as const
  given(opened, made).when(lock).thenRecorded(locked)
  given(opened).when(lock).thenRefused({ code: 'no-commitments' })
  given(opened, made, locked).when(lock).thenRefused({ code: 'already-locked' })
})

test('an outcome is recorded once and must be honest', () => {
  given(opened, made).when(tell('kept', '2025-01-31')).thenRecorded(told('kept', '2025-01-31'))
  given(opened, made).when(tell('kept', '2025-02-01')).thenRefused({ code: 'kept-after-due', due: '2025-01-31' })
  given(opened, made).when(tell('kept-late', '2025-02-01')).thenRecorded(told('kept-late', '2025-02-01'))
  given(opened, made).when(tell('missed', '2025-01-31')).thenRefused({ code: 'why-missing' })
  given(opened, made, told('kept', '2025-01-30')).when(tell('kept', '2025-01-30')).thenNothing()
  given(opened, made, told('kept', '2025-01-30'))
    .when(tell('missed', '2025-01-31', 'no time'))
    .thenRefused({ code: 'outcome-exists', commitmentId: c1 })
  given(opened).when(tell('kept', '2025-01-30')).thenRefused({ code: 'no-open-commitment', commitmentId: c1 })
  given(opened, made, withdrawn).when(tell('kept', '2025-01-30')).thenRefused({ code: 'commitment-withdrawn', commitmentId: c1 })
})

test('an outcome is corrected by naming it', () => {
  const correct = { ...tell('kept-late', '2025-02-02'), type: 'CorrectOutcome' } as const
  given(opened, made, told('kept', '2025-01-30'))
    .when((history) => ({ ...correct, corrects: history[2]! }))
    .thenRecorded({
      type: 'CommitmentOutcomeCorrected',
      effectiveOn: '2025-02-02',
      data: { ...correct.data, corrects: eventId(2) },
    })
  given(opened, made, told('kept', '2025-01-30'))
    .when((history) => ({ ...correct, corrects: history[1]! }))
    .thenRefused({ code: 'corrects-another-kind', type: 'CommitmentMade' })
  given(opened, made)
    .when({ ...correct, corrects: null })
    .thenRefused({ code: 'corrects-unknown' })
})

test('a commitment is withdrawn before it is due, with approval', () => {
  given(opened, made)
    .when({ ...withdraw, approvedBy: boss })
    .thenRecorded(withdrawn)
  given(opened, made, withdrawn)
    .when({ ...withdraw, approvedBy: boss })
    .thenNothing()
  given(opened, made)
    .when({ ...withdraw, approvedBy: null })
    .thenRefused({ code: 'approver-missing' })
  given(opened, made)
    .when({ ...withdraw, approvedBy: boss, effectiveOn: day('2025-02-01') })
    .thenRefused({ code: 'after-due', due: '2025-01-31' })
  given(opened, made, told('kept', '2025-01-10'))
    .when({ ...withdraw, approvedBy: boss })
    .thenRefused({ code: 'outcome-exists', commitmentId: c1 })
})

test('a review is closed when every commitment has its outcome', () => {
  const close = { type: 'CloseQbr', effectiveOn: day('2025-04-01'), data: { qbrId } } as const
  const closed: QbrEvent = { type: 'QbrClosed', effectiveOn: day('2025-04-01'), data: { qbrId } }
  given(opened, made, locked)
    .when(close)
    .thenRefused({ code: 'outcomes-missing', commitmentIds: [c1] })
  given(opened, made, locked, told('kept', '2025-01-30')).when(close).thenRecorded(closed)
  given(opened, made, withdrawn).when(close).thenRecorded(closed)
  given(opened, closed).when(close).thenNothing()
  given(opened, closed).when(make).thenRefused({ code: 'qbr-closed' })
})

test('learning, what comes next and the meeting itself are kept', () => {
  const learned = { qbrId, text: 'Referrals open accounts' }
  given(opened)
    .when({ type: 'RecordLearning', effectiveOn: january, data: learned })
    .thenRecorded({ type: 'LearningRecorded', effectiveOn: january, data: learned })
  const next = { qbrId, fromCommitmentId: c1, text: 'Visit the rest' }
  given(opened, made)
    .when({ type: 'ProposeNextCommitment', effectiveOn: january, data: next })
    .thenRecorded({ type: 'NextCommitmentProposed', effectiveOn: january, data: next })
  given(opened)
    .when({ type: 'ProposeNextCommitment', effectiveOn: january, data: next })
    .thenRefused({ code: 'no-open-commitment', commitmentId: c1 })
  const held = { qbrId, minutes: 180, attendees: ['Bo'] }
  given(opened)
    .when({ type: 'HoldQbr', effectiveOn: january, data: held })
    .thenRecorded({ type: 'QbrHeld', effectiveOn: january, data: held })
})

test('what was learned, proposed or held is told once, and of a commitment that was made', () => {
  const learned: QbrEvent = {
    type: 'LearningRecorded',
    effectiveOn: january,
    data: { qbrId, commitmentId: c1, text: 'Call first' },
  }
  const next: QbrEvent = {
    type: 'NextCommitmentProposed',
    effectiveOn: january,
    data: { qbrId, fromCommitmentId: c1, text: 'Visit the rest' },
  }
  const held: QbrEvent = { type: 'QbrHeld', effectiveOn: january, data: { qbrId, minutes: 180, attendees: [] } }
  const all = given(opened, made, learned, next, held)
  all.when({ ...learned, type: 'RecordLearning' }).thenNothing()
  all.when({ ...next, type: 'ProposeNextCommitment' }).thenNothing()
  all.when({ ...held, type: 'HoldQbr' }).thenNothing()
  const later = { ...learned, effectiveOn: day('2025-02-01') }
  all.when({ ...later, type: 'RecordLearning' }).thenRecorded(later)
  given(opened)
    .when({ ...learned, type: 'RecordLearning' })
    .thenRefused({ code: 'no-open-commitment', commitmentId: c1 })
})
