import { expect, test } from 'vitest'
import { acme, all, bo, cy, day, delta, di, eventId, specification } from '../../../tests/domain/given.ts'
import { account } from './account.ts'
import type { AccountEvent } from './account-events.ts'
import { ownersOn } from './assignments.ts'
import { Code } from './ids.ts'

const given = specification(account)
const freely = { departed: [], closedUntil: null, backdating: 'adjust' } as const
const untilMarch = { departed: [], closedUntil: day('2025-03-01') } as const
const data = { accountId: delta, name: 'Delta' }
const registered: AccountEvent = { type: 'AccountRegistered', effectiveOn: day('2023-12-15'), data }
const assignedToCy: AccountEvent = {
  type: 'AccountAssigned',
  effectiveOn: day('2024-01-01'),
  data: { accountId: delta, owners: all(cy) },
}
const reason = { accountId: delta, reasonCode: Code.parse('competitor'), reasonClass: 'preventable' } as const
const lostToCompetitor: AccountEvent = { type: 'AccountLost', effectiveOn: day('2025-02-28'), data: reason }
const wonBackInJune: AccountEvent = { type: 'AccountWonBack', effectiveOn: day('2025-06-01'), data: { accountId: delta } }
const assignTo = (owners: { repId: typeof bo; basisPoints: number }[], effectiveOn: string) =>
  ({ type: 'AssignAccount', data: { accountId: delta, owners }, effectiveOn: day(effectiveOn), around: freely }) as const

test('an account is registered once, and the same again changes nothing', () => {
  given().when({ type: 'RegisterAccount', effectiveOn: registered.effectiveOn, data, taken: null }).thenRecorded(registered)
  given(registered)
    .when({ type: 'RegisterAccount', effectiveOn: day('2025-01-01'), data, taken: null })
    .thenNothing()
  given(registered)
    .when({ type: 'RegisterAccount', effectiveOn: day('2025-01-01'), data: { accountId: delta, name: 'Other' }, taken: null })
    .thenRefused({ code: 'account-exists', accountId: delta })
})

test('nothing is decided about an account that is not registered', () => {
  given()
    .when(assignTo(all(bo), '2025-03-15'))
    .thenRefused({ code: 'unknown-account', accountId: delta })
})

test('an account is assigned from a day on', () => {
  given(registered, assignedToCy)
    .when(assignTo(all(bo), '2025-03-15'))
    .thenRecorded({ type: 'AccountAssigned', effectiveOn: '2025-03-15', data: { accountId: delta, owners: all(bo) } })
})

test('owners that are already effective give no event', () => {
  given(registered, assignedToCy)
    .when(assignTo(all(cy), '2025-03-15'))
    .thenNothing()
})

test('a lost account must be won back before it is assigned', () => {
  given(registered, assignedToCy, lostToCompetitor)
    .when(assignTo(all(bo), '2025-03-15'))
    .thenRefused({ code: 'account-lost', lostOn: '2025-02-28' })
})

test('an assignment dated before the loss, or after the win-back, is no matter of the loss', () => {
  given(registered, assignedToCy, lostToCompetitor)
    .when(assignTo(all(bo), '2025-02-27'))
    .thenRecorded({ type: 'AccountAssigned', effectiveOn: '2025-02-27', data: { accountId: delta, owners: all(bo) } })
  given(registered, assignedToCy, lostToCompetitor, wonBackInJune)
    .when(assignTo(all(bo), '2025-06-01'))
    .thenRecorded({ type: 'AccountAssigned', effectiveOn: '2025-06-01', data: { accountId: delta, owners: all(bo) } })
})

test('shares must add up, and nobody stands twice', () => {
  const half = (repId: typeof bo) => ({ repId, basisPoints: 5_000 })
  given(registered)
    .when(assignTo([half(bo)], '2025-01-01'))
    .thenRefused({ code: 'split-not-100', basisPoints: 5_000 })
  given(registered)
    .when(assignTo([half(bo), half(bo)], '2025-01-01'))
    .thenRefused({ code: 'rep-twice', repId: bo })
})

test('nobody owns an account who has left', () => {
  const departed = [{ repId: bo, leftOn: day('2025-01-31') }]
  given(registered)
    .when({ ...assignTo(all(bo), '2025-03-15'), around: { ...freely, departed } })
    .thenRefused({ code: 'rep-not-active', repId: bo, leftOn: '2025-01-31' })
})

test('under forbid-closed an assignment into a closed period needs an override with a reason', () => {
  const around = { ...untilMarch, backdating: 'forbid-closed' } as const
  const february = { ...assignTo(all(bo), '2025-02-01'), around }
  given(registered).when(february).thenRefused({ code: 'period-closed', openFrom: '2025-03-01' })
  given(registered)
    .when({ ...february, data: { ...february.data, override: true } })
    .thenRefused({ code: 'reason-missing' })
  const overriding = { ...february.data, override: true, reason: 'told late' }
  given(registered)
    .when({ ...february, data: overriding })
    .thenRecorded({ type: 'AccountAssigned', effectiveOn: '2025-02-01', data: overriding })
  given(registered)
    .when({ ...assignTo(all(bo), '2025-03-01'), around })
    .thenRecorded({ type: 'AccountAssigned', effectiveOn: '2025-03-01', data: { accountId: delta, owners: all(bo) } })
})

test('under next-open-period it acts from the first open day', () => {
  given(registered)
    .when({ ...assignTo(all(bo), '2025-02-01'), around: { ...untilMarch, backdating: 'next-open-period' } })
    .thenRecorded({ type: 'AccountAssigned', effectiveOn: '2025-03-01', data: { accountId: delta, owners: all(bo) } })
})

test('an assignment ends, and ending it again changes nothing', () => {
  const end = { type: 'EndAssignment', effectiveOn: day('2025-03-01'), data: { accountId: delta }, around: freely } as const
  const ended: AccountEvent = { type: 'AssignmentEnded', effectiveOn: day('2025-03-01'), data: { accountId: delta } }
  given(registered, assignedToCy).when(end).thenRecorded(ended)
  given(registered, assignedToCy, ended).when(end).thenNothing()
})

test('a correction names an assignment of the account', () => {
  const correct = {
    type: 'CorrectAssignment',
    effectiveOn: day('2024-02-01'),
    data: { accountId: delta, owners: all(di) },
    around: freely,
  } as const
  given(registered, assignedToCy)
    .when((history) => ({ ...correct, corrects: history[1]! }))
    .thenRecorded({ type: 'AssignmentCorrected', effectiveOn: '2024-02-01', data: { ...correct.data, corrects: eventId(1) } })
  given(registered, assignedToCy)
    .when({ ...correct, corrects: null })
    .thenRefused({ code: 'corrects-unknown' })
  given(registered, assignedToCy)
    .when((history) => ({ ...correct, corrects: history[0]! }))
    .thenRefused({ code: 'corrects-another-kind', type: 'AccountRegistered' })
  given(registered, assignedToCy)
    .when((history) => ({ ...correct, data: { ...correct.data, effectiveUntil: day('2024-02-01') }, corrects: history[1]! }))
    .thenRefused({ code: 'dates-reversed', effectiveOn: '2024-02-01', effectiveUntil: '2024-02-01' })
})

test('what was corrected may be named again, and the same correction again changes nothing', () => {
  const corrected: AccountEvent = {
    type: 'AssignmentCorrected',
    effectiveOn: day('2024-02-01'),
    data: { accountId: delta, owners: all(di), corrects: eventId(1) },
  }
  const again = { type: 'CorrectAssignment', data: { accountId: delta, owners: all(di) }, around: freely } as const
  given(registered, assignedToCy, corrected)
    .when((history) => ({ ...again, effectiveOn: day('2024-02-01'), corrects: history[1]! }))
    .thenNothing()
  given(registered, assignedToCy, corrected)
    .when((history) => ({ ...again, effectiveOn: day('2024-03-01'), corrects: history[1]! }))
    .thenRecorded({ ...corrected, effectiveOn: '2024-03-01', data: { ...corrected.data, corrects: eventId(2) } })
})

test('an account is lost once, and not ahead of time', () => {
  const declare = { type: 'DeclareLost', data: reason, effectiveOn: day('2025-02-28'), today: day('2025-03-10') } as const
  given(registered).when(declare).thenRecorded(lostToCompetitor)
  given(registered, lostToCompetitor).when(declare).thenRefused({ code: 'already-lost', lostOn: '2025-02-28' })
  given(registered)
    .when({ ...declare, effectiveOn: day('2025-03-11') })
    .thenRefused({ code: 'loss-in-future', effectiveOn: '2025-03-11', today: '2025-03-10' })
})

test('an account is won back after its loss', () => {
  const winBack = { type: 'WinBack', data: { accountId: delta }, effectiveOn: day('2025-06-01') } as const
  given(registered, lostToCompetitor).when(winBack).thenRecorded(wonBackInJune)
  given(registered).when(winBack).thenRefused({ code: 'not-lost' })
  given(registered, lostToCompetitor)
    .when({ ...winBack, effectiveOn: day('2025-02-28') })
    .thenRefused({ code: 'not-after-loss', lostOn: '2025-02-28' })
  given(registered, lostToCompetitor, wonBackInJune).when(winBack).thenRefused({ code: 'not-lost' })
})

test('a loss is retracted by naming it, once', () => {
  const retract = {
    type: 'RetractLoss',
    data: { accountId: delta, reason: 'a mistake' },
    effectiveOn: day('2025-03-11'),
  } as const
  const retracted: AccountEvent = {
    type: 'AccountLossRetracted',
    effectiveOn: day('2025-03-11'),
    data: { ...retract.data, corrects: eventId(1) },
  }
  given(registered, lostToCompetitor)
    .when((history) => ({ ...retract, corrects: history[1]! }))
    .thenRecorded(retracted)
  given(registered, lostToCompetitor, retracted)
    .when((history) => ({ ...retract, corrects: history[1]! }))
    .thenNothing()
  given(registered, lostToCompetitor)
    .when((history) => ({ ...retract, corrects: history[0]! }))
    .thenRefused({ code: 'corrects-another-kind', type: 'AccountRegistered' })
  given(registered, lostToCompetitor, wonBackInJune)
    .when((history) => ({ ...retract, corrects: history[1]! }))
    .thenRefused({ code: 'not-lost' })
})

test('the owner of a day is the latest assignment on or before it, and of two the one recorded last', () => {
  const at = (effectiveOn: string, repId: typeof bo): AccountEvent => ({
    type: 'AccountAssigned',
    effectiveOn: day(effectiveOn),
    data: { accountId: acme, owners: all(repId) },
  })
  const stateAfter = (...events: AccountEvent[]) =>
    events.reduce(
      (state, event, index) => account.evolve(state, { ...event, eventId: eventId(index) } as never),
      account.initialState,
    )
  const ownerOn = (text: string, ...events: AccountEvent[]) => {
    const state = stateAfter({ ...registered }, ...events)
    return state.status === 'registered' ? ownersOn(state.assignments, day(text))[0]?.repId : undefined
  }
  const switched = [at('2024-01-01', cy), at('2025-03-15', bo)]
  expect(ownerOn('2023-12-31', ...switched)).toBeUndefined()
  expect(ownerOn('2025-03-14', ...switched)).toBe(cy)
  expect(ownerOn('2025-03-15', ...switched)).toBe(bo)
  expect(ownerOn('2025-03-20', ...switched, at('2025-03-01', di))).toBe(bo)
  expect(ownerOn('2025-03-10', ...switched, at('2025-03-01', di))).toBe(di)
  expect(ownerOn('2025-03-20', ...switched, at('2025-03-15', di))).toBe(di)
  const ended: AccountEvent = { type: 'AssignmentEnded', effectiveOn: day('2025-04-01'), data: { accountId: acme } }
  expect(ownerOn('2025-04-01', ...switched, ended)).toBeUndefined()
  const limited: AccountEvent = {
    type: 'AssignmentCorrected',
    effectiveOn: day('2025-03-10'),
    data: { accountId: acme, owners: all(di), corrects: eventId(2), effectiveUntil: day('2025-04-01') },
  }
  expect(ownerOn('2025-03-12', ...switched, limited)).toBe(di)
  expect(ownerOn('2025-03-20', ...switched, limited)).toBe(di)
  expect(ownerOn('2025-04-01', ...switched, limited)).toBeUndefined()
})
