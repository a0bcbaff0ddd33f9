import { expect, test } from 'vitest'
import { amount, day, delta, specification, usd } from '../../../tests/domain/given.ts'
import { Code, ContactId } from './ids.ts'
import { isOnScale, type RelationEvent, relations } from './relations.ts'

const given = specification(relations)
const effectiveOn = day('2025-01-15')
const buyer = { accountId: delta, contactId: ContactId.parse('P1') }
const named = { ...buyer, name: 'A. Buyer' }
const added: RelationEvent = { type: 'ContactAdded', effectiveOn, data: named }
const executive = { ...buyer, level: 'executive', relationship: 'friendly' } as const

test('a contact is added, and again only with other particulars', () => {
  const add = { type: 'AddContact', effectiveOn, data: named } as const
  given().when(add).thenRecorded(added)
  given(added).when(add).thenNothing()
  given(added)
    .when({ type: 'AddContact', effectiveOn, data: { ...buyer, name: 'B. Buyer' } })
    .thenRecorded({ ...added, data: { ...buyer, name: 'B. Buyer' } })
})

test('a role is that of a contact of the account', () => {
  const set = { type: 'SetContactRole', effectiveOn, data: executive } as const
  given().when(set).thenRefused({ code: 'unknown-contact', contactId: 'P1' })
  const isExecutive: RelationEvent = { type: 'ContactRoleSet', effectiveOn, data: executive }
  given(added).when(set).thenRecorded(isExecutive)
  given(added, isExecutive).when(set).thenNothing()
})

test('the wallet is estimated for a category and a time', () => {
  const data = {
    accountId: delta,
    category: Code.parse('bikes'),
    amount: amount('160000.0000'),
    currency: usd,
    effectiveUntil: day('2026-01-01'),
    basis: Code.parse('annual-report'),
    confidence: Code.parse('medium'),
  }
  const estimate = { type: 'EstimateWallet', effectiveOn, data } as const
  const estimated: RelationEvent = { type: 'WalletEstimated', effectiveOn, data }
  given().when(estimate).thenRecorded(estimated)
  given(estimated).when(estimate).thenNothing()
  const helmets = { ...data, category: Code.parse('helmets') }
  given(estimated)
    .when({ ...estimate, data: helmets })
    .thenRecorded({ ...estimated, data: helmets })
  given()
    .when({ ...estimate, data: { ...data, effectiveUntil: effectiveOn } })
    .thenRefused({ code: 'dates-reversed', effectiveOn, effectiveUntil: effectiveOn })
})

test('each answer about satisfaction counts, the same one twice as well', () => {
  const data = { accountId: delta, respondentId: buyer.contactId, scale: 'csat', score: 4 } as const
  const recorded: RelationEvent = { type: 'SatisfactionRecorded', effectiveOn, data }
  given(recorded).when({ type: 'RecordSatisfaction', effectiveOn, data }).thenRecorded(recorded)
})

test('a score lies on its scale', () => {
  expect([0, 1, 5, 6].map((score) => isOnScale({ scale: 'csat', score }))).toEqual([false, true, true, false])
  expect([-100, 0, 100].map((score) => isOnScale({ scale: 'nps', score }))).toEqual([true, true, true])
})
