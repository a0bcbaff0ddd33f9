import { test } from 'vitest'
import { acme, all, bo, cy, day, specification } from '../../../tests/domain/given.ts'
import { account } from './account.ts'
import type { AccountEvent } from './account-events.ts'
import { Code } from './ids.ts'
import { type LkaCommand, lka } from './lka.ts'

const given = specification(lka)
const april = day('2025-04-10')
const registered: AccountEvent = {
  type: 'AccountRegistered',
  effectiveOn: day('2024-01-01'),
  data: { accountId: acme, name: 'Acme' },
}
const assigned: AccountEvent = {
  type: 'AccountAssigned',
  effectiveOn: day('2024-01-01'),
  data: {
    accountId: acme,
    owners: [
      { repId: cy, basisPoints: 4_000 },
      { repId: bo, basisPoints: 6_000 },
    ],
  },
}
const lost: AccountEvent = {
  type: 'AccountLost',
  effectiveOn: day('2025-02-28'),
  data: { accountId: acme, reasonCode: Code.parse('price'), reasonClass: 'preventable' },
}
const move: LkaCommand = { type: 'MoveToLka', effectiveOn: april, data: { accountId: acme }, prospectOf: null }
const moved: AccountEvent = { type: 'MovedToLka', effectiveOn: april, data: { accountId: acme, previousRepId: bo } }
const around = { departed: [], closedUntil: null, backdating: 'adjust' } as const
const take: LkaCommand = { type: 'TakeFromLka', effectiveOn: april, data: { accountId: acme, repId: cy }, around }
const taken: AccountEvent = { type: 'TakenFromLka', effectiveOn: april, data: { accountId: acme, repId: cy } }
const cys: AccountEvent = { type: 'AccountAssigned', effectiveOn: april, data: { accountId: acme, owners: all(cy) } }

test('an account that nobody works on was last that of its largest owner, or of nobody', () => {
  given(registered, assigned).when(move).thenRecorded(moved)
  given(registered, assigned, moved).when(move).thenNothing()
  given(registered)
    .when(move)
    .thenRecorded({ ...moved, data: { accountId: acme, previousRepId: 'HOUSE' } })
  given(registered, assigned)
    .when({ ...move, data: { accountId: acme, previousRepId: cy } })
    .thenRecorded({ ...moved, data: { accountId: acme, previousRepId: cy } })
  given().when(move).thenRefused({ code: 'unknown-account', accountId: acme })
})

test('a prospect of whom nobody is the owner was last on the list of its seller, and may be put there again', () => {
  given(registered)
    .when({ ...move, prospectOf: cy })
    .thenRecorded({ ...moved, data: { accountId: acme, previousRepId: cy } })
  given(registered, assigned)
    .when({ ...move, prospectOf: cy })
    .thenRecorded(moved)
  given(registered, assigned, moved)
    .when({ ...move, prospectOf: cy })
    .thenRecorded(moved)
})

test('who takes an account from that list owns it', () => {
  given(registered, assigned, moved).when(take).thenRecorded(taken, cys)
  given(registered, assigned, moved, taken, cys).when(take).thenNothing()
  given(registered, assigned, moved, taken, cys)
    .when(move)
    .thenRecorded({ ...moved, data: { accountId: acme, previousRepId: cy } })
  given(registered, assigned).when(take).thenRefused({ code: 'not-on-lka', accountId: acme })
})

test('a lost account, or one for a rep who has left, is not taken', () => {
  given(registered, assigned, moved, lost).when(take).thenRefused({ code: 'account-lost', lostOn: '2025-02-28' })
  const leftOn = day('2025-04-01')
  given(registered, assigned, moved)
    .when({ ...take, around: { ...around, departed: [{ repId: cy, leftOn }] } })
    .thenRefused({ code: 'rep-not-active', repId: cy, leftOn })
})

test('the list changes nothing else of the account', () => {
  specification(account)(registered, assigned, moved, taken, cys)
    .when({ type: 'AssignAccount', effectiveOn: april, data: { accountId: acme, owners: all(cy) }, around })
    .thenNothing()
})
