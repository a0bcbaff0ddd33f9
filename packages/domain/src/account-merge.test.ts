import { expect, test } from 'vitest'
import { acme, all, bo, cy, day, delta, eventId, identified, specification } from '../../../tests/domain/given.ts'
import { account } from './account.ts'
import type { AccountEvent } from './account-events.ts'
import { Code } from './ids.ts'

const given = specification(account)
const survivor = { accountId: acme, name: 'Acme' }
const registered: AccountEvent = { type: 'AccountRegistered', effectiveOn: day('2024-01-01'), data: survivor }
const other: AccountEvent = { ...registered, data: { accountId: delta, name: 'Delta' } }
const lostOn = (on: string, accountId = acme): AccountEvent => ({
  type: 'AccountLost',
  effectiveOn: day(on),
  data: { accountId, reasonCode: Code.parse('price'), reasonClass: 'preventable' },
})
const one = { survivorId: acme, absorbedId: delta, reason: 'one company after all' }
const merged: AccountEvent = { type: 'AccountsMerged', effectiveOn: day('2025-04-12'), data: one }
const unmerged: AccountEvent = { type: 'AccountsUnmerged', effectiveOn: day('2025-05-02'), data: one }
const stateOf = (...history: readonly AccountEvent[]) => identified(history).reduce(account.evolve, account.initialState)
const merge = (absorbed = stateOf(other), more: { keepStatus?: 'active' | 'lost' } = {}) =>
  ({ type: 'MergeAccounts', effectiveOn: day('2025-04-12'), data: { ...one, ...more }, absorbed }) as const
const unmerge = { type: 'UnmergeAccounts', effectiveOn: day('2025-05-02'), data: one } as const
const freely = { departed: [], closedUntil: null, backdating: 'adjust' } as const
const assign = {
  type: 'AssignAccount',
  effectiveOn: day('2025-04-20'),
  data: { accountId: acme, owners: all(bo) },
  around: freely,
} as const
const winBack = (on: string) => ({ type: 'WinBack', effectiveOn: day(on), data: { accountId: acme } }) as const

test('two accounts become one', () => {
  given(registered).when(merge()).thenRecorded(merged)
})

test('an account is not merged with itself, nor with one that is not registered', () => {
  given(registered)
    .when({ ...merge(stateOf(registered)), data: { ...one, absorbedId: acme } })
    .thenRefused({ code: 'same-account', accountId: acme })
  given(registered).when(merge(account.initialState)).thenRefused({ code: 'unknown-account', accountId: delta })
  given().when(merge()).thenRefused({ code: 'unknown-account', accountId: acme })
})

test('neither of the two may be merged into another one already', () => {
  const refusal = { code: 'account-merged', accountId: delta, survivorId: acme }
  given(registered)
    .when(merge(stateOf(other, merged)))
    .thenRefused(refusal)
  given(other, merged)
    .when({ ...merge(stateOf(registered)), data: { ...one, survivorId: delta, absorbedId: acme } })
    .thenRefused(refusal)
})

test('nothing is decided about an account that another one stands for, and it is told which', () => {
  given(other, merged)
    .when({ ...assign, data: { accountId: delta, owners: all(cy) } })
    .thenRefused({ code: 'account-merged', accountId: delta, survivorId: acme })
  given(other, merged)
    .when({ type: 'RegisterAccount', effectiveOn: day('2025-05-01'), data: other.data, taken: null })
    .thenNothing()
})

test('where one is lost and the other is not, somebody has to say what the customer is', () => {
  const absorbed = stateOf(other, lostOn('2025-02-28', delta))
  given(registered).when(merge(absorbed)).thenRefused({ code: 'status-choice-needed', accountId: delta, lostOn: '2025-02-28' })
  given(registered, lostOn('2025-03-01'))
    .when(merge())
    .thenRefused({ code: 'status-choice-needed', accountId: acme, lostOn: '2025-03-01' })
  given(registered, lostOn('2025-03-01'))
    .when(merge(absorbed))
    .thenRecorded({
      ...merged,
      data: { ...one, absorbedLostOn: '2025-02-28' },
    })
})

test('a customer that stays lost is lost since then, and won back after it', () => {
  const absorbed = stateOf(other, lostOn('2025-02-28', delta))
  const lost = { ...merged, data: { ...one, keepStatus: 'lost', absorbedLostOn: day('2025-02-28') } } as const
  given(registered)
    .when(merge(absorbed, { keepStatus: 'lost' }))
    .thenRecorded(lost)
  given(registered, lost).when(assign).thenRefused({ code: 'account-lost', lostOn: '2025-02-28' })
  given(registered, lost).when(winBack('2025-02-28')).thenRefused({ code: 'not-after-loss', lostOn: '2025-02-28' })
  given(registered, lost)
    .when(winBack('2025-04-20'))
    .thenRecorded({ type: 'AccountWonBack', effectiveOn: '2025-04-20', data: { accountId: acme } })
})

test('a customer that stays active is not lost, until the two are parted', () => {
  const active = { ...merged, data: { ...one, keepStatus: 'active' } } as const
  given(registered, lostOn('2025-02-28'), active).when(winBack('2025-04-20')).thenRefused({ code: 'not-lost' })
  given(registered, lostOn('2025-02-28'), active, unmerged)
    .when(assign)
    .thenRefused({ code: 'account-lost', lostOn: '2025-02-28' })
})

test('two accounts are parted again, once', () => {
  given(registered, merged).when(unmerge).thenRecorded(unmerged)
  given(registered, merged, unmerged).when(unmerge).thenRefused({ code: 'not-merged', accountId: delta, survivorId: acme })
  given(other, merged, unmerged)
    .when({ ...assign, data: { accountId: delta, owners: all(cy) } })
    .thenRecorded({ type: 'AccountAssigned', effectiveOn: '2025-04-20', data: { accountId: delta, owners: all(cy) } })
})

test('a survivor that was merged itself still gives back what it has absorbed', () => {
  const into = { survivorId: delta, absorbedId: acme, reason: 'the parent company' }
  given(registered, merged, { ...merged, data: into })
    .when(unmerge)
    .thenRecorded(unmerged)
  expect(stateOf(registered, merged, { ...merged, data: into }, unmerged)).toMatchObject({
    status: 'absorbed',
    before: { absorptions: [] },
  })
})

test('a survivor remembers which event merged which account', () => {
  expect(stateOf(registered, merged)).toMatchObject({ absorptions: [{ absorbedId: delta, setBy: eventId(1), lostOn: null }] })
})
