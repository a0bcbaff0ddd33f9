import { test } from 'vitest'
import { bo, cy, day, period, specification } from '../../../tests/domain/given.ts'
import { fiscalCalendar } from './calendar.ts'
import { ActorId, Code, InitiativeId, PdpId } from './ids.ts'
import { type PdpCommand, type PdpEvent, pdp } from './pdp.ts'

const given = specification(pdp)
const pdpId = PdpId.parse('D1')
const calls = InitiativeId.parse('calls')
const january = day('2025-01-06')
const february = day('2025-02-27')
const openedData = { pdpId, repId: bo, managerId: cy, period: period('2025-Q1'), sourceGaps: [Code.parse('retention')] }
const opened: PdpEvent = { type: 'PdpOpened', effectiveOn: january, data: openedData }
const open: PdpCommand = { type: 'OpenPdp', effectiveOn: january, data: openedData, calendar: fiscalCalendar([]) }
const promise = {
  pdpId,
  initiativeId: calls,
  committedBy: 'rep',
  requirement: 'Ten calls a day',
  due: day('2025-02-28'),
} as const
const agree = { type: 'AgreePdpInitiative', effectiveOn: january, data: promise } as const
const agreed: PdpEvent = { type: 'PdpInitiativeAgreed', effectiveOn: january, data: promise }
const complete = {
  type: 'CompletePdpInitiative',
  effectiveOn: february,
  data: { pdpId, initiativeId: calls, evidence: 'Eleven a day' },
} as const
const completed: PdpEvent = { ...complete, type: 'PdpInitiativeCompleted' }
const miss = { type: 'MissPdpInitiative', effectiveOn: february, data: { pdpId, initiativeId: calls, why: 'The fair' } } as const
const missed: PdpEvent = { ...miss, type: 'PdpInitiativeMissed' }
const moved = {
  type: 'ReschedulePdpInitiative',
  effectiveOn: day('2025-02-01'),
  data: { pdpId, initiativeId: calls, due: day('2025-03-15'), agreedBy: ActorId.parse('manager-1') },
} as const
const rescheduled: PdpEvent = { ...moved, type: 'PdpInitiativeRescheduled' }
const close: PdpCommand = { type: 'ClosePdp', effectiveOn: february, data: { pdpId } }
const closed: PdpEvent = { type: 'PdpClosed', effectiveOn: february, data: { pdpId } }

test('a development plan is opened once, for a period of the calendar', () => {
  given().when(open).thenRecorded(opened)
  given(opened).when(open).thenNothing()
  given(opened)
    .when({ ...open, data: { ...openedData, managerId: bo } })
    .thenRefused({ code: 'pdp-exists', pdpId })
  given()
    .when({ ...open, data: { ...openedData, period: period('2025-Q5') } })
    .thenRefused({ code: 'unknown-period', period: '2025-Q5' })
  given().when(agree).thenRefused({ code: 'unknown-pdp', pdpId })
})

test('an initiative is agreed once, is due after that, and says when it counts as done', () => {
  given(opened).when(agree).thenRecorded(agreed)
  given(opened, agreed).when(agree).thenNothing()
  given(opened, agreed)
    .when({ ...agree, data: { ...promise, requirement: 'Twelve calls' } })
    .thenRefused({ code: 'initiative-exists', initiativeId: calls })
  given(opened)
    .when({ ...agree, data: { ...promise, due: day('2025-01-05') } })
    .thenRefused({ code: 'due-before-agreed', due: '2025-01-05', agreedOn: '2025-01-06' })
  given(opened)
    .when({ ...agree, data: { ...promise, requirement: ' ' } })
    .thenRefused({ code: 'text-missing' })
})

test('what the manager is to do the manager commits to, and the rep to his own', () => {
  const ofTheBoss = { ...agree, data: { ...promise, ownerId: cy } }
  given(opened).when(ofTheBoss).thenRefused({ code: 'committed-by-other', ownerId: cy, committedBy: 'rep' })
  const his = { ...ofTheBoss, data: { ...ofTheBoss.data, committedBy: 'manager' as const } }
  given(opened)
    .when(his)
    .thenRecorded({ ...agreed, data: his.data })
  given(opened)
    .when({ ...his, data: { ...his.data, ownerId: bo } })
    .thenRefused({ code: 'committed-by-other', ownerId: bo, committedBy: 'manager' })
})

test('an initiative is done with evidence or missed with a why, once', () => {
  given(opened, agreed).when(complete).thenRecorded(completed)
  given(opened, agreed, completed).when(complete).thenNothing()
  given(opened, agreed, completed).when(miss).thenRefused({ code: 'initiative-settled', initiativeId: calls })
  given(opened, agreed).when(miss).thenRecorded(missed)
  given(opened).when(complete).thenRefused({ code: 'unknown-initiative', initiativeId: calls })
  given(opened, agreed)
    .when({ ...complete, data: { ...complete.data, evidence: '' } })
    .thenRefused({ code: 'text-missing' })
  given(opened, agreed)
    .when({ ...miss, data: { ...miss.data, why: ' ' } })
    .thenRefused({ code: 'why-missing' })
})

test('an open initiative may be due on another day, not before it was agreed', () => {
  given(opened, agreed).when(moved).thenRecorded(rescheduled)
  given(opened, agreed, rescheduled).when(moved).thenNothing()
  given(opened, agreed, missed).when(moved).thenRefused({ code: 'initiative-settled', initiativeId: calls })
  given(opened).when(moved).thenRefused({ code: 'unknown-initiative', initiativeId: calls })
  given(opened, agreed)
    .when({ ...moved, data: { ...moved.data, due: day('2025-01-01') } })
    .thenRefused({ code: 'due-before-agreed', due: '2025-01-01', agreedOn: '2025-01-06' })
})

test('a follow-up is about one initiative or about all', () => {
  const hold = { type: 'HoldFollowUp', effectiveOn: february, data: { pdpId } } as const
  const held: PdpEvent = { type: 'FollowUpHeld', effectiveOn: february, data: { pdpId } }
  given(opened).when(hold).thenRecorded(held)
  given(opened, held).when(hold).thenNothing()
  const aboutCalls = { ...hold, data: { pdpId, initiativeId: calls } }
  given(opened, held).when(aboutCalls).thenRefused({ code: 'unknown-initiative', initiativeId: calls })
  given(opened, agreed, held)
    .when(aboutCalls)
    .thenRecorded({ ...held, data: aboutCalls.data })
  given(opened, closed).when(hold).thenRefused({ code: 'pdp-closed', pdpId })
})

test('a development plan is closed when every initiative is done or missed', () => {
  given(opened, agreed)
    .when(close)
    .thenRefused({ code: 'initiatives-open', initiativeIds: [calls] })
  given(opened, agreed, missed).when(close).thenRecorded(closed)
  given(opened, closed).when(close).thenNothing()
  given(opened, closed).when(agree).thenRefused({ code: 'pdp-closed', pdpId })
})
