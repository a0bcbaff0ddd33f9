import { expect, test } from 'vitest'
import { acme, day, delta, specification } from '../../../tests/domain/given.ts'
import { account } from './account.ts'
import { type AccountEvent, AccountRegistered } from './account-events.ts'
import { AccountProfileChanged, profileOn } from './account-profile.ts'

const given = specification(account)
const registered = AccountRegistered.parse({
  type: 'AccountRegistered',
  effectiveOn: '2024-01-01',
  data: { accountId: 'A4', name: 'Delta', industry: 'RTL', territory: 'north' },
})
const changed = (on: string, changes: object): AccountEvent =>
  AccountProfileChanged.parse({ type: 'AccountProfileChanged', effectiveOn: on, data: { accountId: 'A4', changes } })
const change = (on: string, changes: object) => {
  const { effectiveOn, data } = AccountProfileChanged.parse(changed(on, changes))
  return { type: 'ChangeProfile', effectiveOn, data } as const
}
const toHealth = changed('2025-03-01', { industry: 'HLT' })

test('a profile changes from a day on', () => {
  given(registered)
    .when(change('2025-03-01', { industry: 'HLT' }))
    .thenRecorded(toHealth)
})

test('what is so already on the day gives no event', () => {
  given(registered)
    .when(change('2025-03-01', { industry: 'RTL' }))
    .thenNothing()
  given(registered, toHealth)
    .when(change('2025-04-01', { industry: 'HLT' }))
    .thenNothing()
  given(registered)
    .when(change('2025-04-01', { country: null }))
    .thenNothing()
})

test('a day before a change is still as it was', () => {
  const back = change('2025-02-01', { industry: 'HLT' })
  given(registered, toHealth)
    .when(back)
    .thenRecorded(changed('2025-02-01', { industry: 'HLT' }))
})

test('an account is not its own parent', () => {
  given(registered)
    .when(change('2025-03-01', { parentId: 'A4' }))
    .thenRefused({ code: 'same-account', accountId: delta })
  given(registered)
    .when(change('2025-03-01', { parentId: acme }))
    .thenRecorded(changed('2025-03-01', { parentId: 'A1' }))
})

test('the profile of a day has the changes by then, and lacks what they took away', () => {
  const changes = [
    { effectiveOn: day('2025-03-01'), changes: { name: 'Delta Group', territory: null } },
    { effectiveOn: day('2025-06-01'), changes: { name: 'Delta Holding' } },
  ]
  const { data } = registered
  expect(profileOn(data, changes, day('2025-02-28'))).toEqual(data)
  expect(profileOn(data, changes, day('2025-03-01'))).toEqual({ accountId: 'A4', name: 'Delta Group', industry: 'RTL' })
})
