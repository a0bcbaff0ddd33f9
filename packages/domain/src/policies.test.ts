import { expect, test } from 'vitest'
import { day, identified, specification } from '../../../tests/domain/given.ts'
import { firstDayEver } from './day.ts'
import { Code } from './ids.ts'
import { evolvePolicies, initialPolicies, policyAt, policyDefaults, policyIds, policySetting, policyValue } from './policies.ts'
import { type PolicyEvent, policy } from './policy.ts'

const given = specification(policy)
const effectiveOn = day('2023-12-15')
const data = (policyId: string, value: PolicyEvent['data']['value'], from?: string): PolicyEvent['data'] => ({
  policyId: Code.parse(policyId),
  value,
  ...(from === undefined ? {} : { effectiveOn: day(from) }),
})
const set = (...of: Parameters<typeof data>): PolicyEvent => ({ type: 'PolicySet', effectiveOn, data: data(...of) })
const after = (...events: PolicyEvent[]) =>
  identified(events).reduce(evolvePolicies, initialPolicies({ 'reporting-zone': 'Europe/Berlin' }))

test('a policy is set, and the same again changes nothing', () => {
  const command = { type: 'SetPolicy', effectiveOn, data: data('credit-rule', 'current-owner') } as const
  given().when(command).thenRecorded(set('credit-rule', 'current-owner'))
  given(set('credit-rule', 'current-owner')).when(command).thenNothing()
  given(set('credit-rule', 'current-owner'), set('credit-rule', 'named-on-order'))
    .when(command)
    .thenRecorded(set('credit-rule', 'current-owner'))
})

test('unknown policies and values are refused', () => {
  given()
    .when({ type: 'SetPolicy', effectiveOn, data: data('credit-rules', 'current-owner') })
    .thenRefused({ code: 'unknown-policy', policyId: 'credit-rules', known: policyIds })
  for (const [policyId, value] of [
    ['credit-rule', 'nobody'],
    ['reporting-zone', 'Mars/Olympus'],
    ['reporting-currency', 'EURO'],
    ['activity-window', 0],
    ['overdue-rule', { method: 'mad' }],
  ] as const) {
    given()
      .when({ type: 'SetPolicy', effectiveOn, data: data(policyId, value) })
      .thenRefused({ code: 'unknown-policy-value', policyId })
  }
})

test('every default is a value of its policy', () => {
  for (const policyId of policyIds) expect(policyValue(policyId, policyDefaults[policyId])).toEqual(policyDefaults[policyId])
})

test('the rule for overdue accounts is kept exact', () => {
  expect(policyValue('overdue-rule', { method: 'median-factor', factor: 1.5, minOccasions: 3 })).toEqual({
    method: 'median-factor',
    factor: '1.5000',
    minOccasions: 3,
  })
})

test('a policy without a date holds for all business time, the environment only until then', () => {
  expect(policyAt(after(), 'reporting-zone', effectiveOn)).toBe('Europe/Berlin')
  expect(policyAt(after(set('reporting-zone', 'UTC')), 'reporting-zone', firstDayEver)).toBe('UTC')
})

test('a policy with a date holds until the next, one without over all set before', () => {
  const policies = after(set('credit-rule', 'order-date-owner', '2025-01-01'), set('return-credit', 'own-date'))
  expect(policyAt(policies, 'credit-rule', day('2024-12-31'))).toBe('named-on-order')
  expect(policySetting(policies, 'credit-rule', day('2025-01-01'))).toMatchObject({
    value: 'order-date-owner',
    from: '2025-01-01',
    setBy: { position: 0n },
  })
  const backwards = after(
    set('credit-rule', 'order-date-owner', '2025-06-01'),
    set('credit-rule', 'period-end-owner', '2025-01-01'),
  )
  expect(policyAt(backwards, 'credit-rule', day('2025-05-31'))).toBe('period-end-owner')
  expect(policyAt(backwards, 'credit-rule', day('2025-06-01'))).toBe('order-date-owner')
  const later = after(set('credit-rule', 'order-date-owner', '2025-01-01'), set('credit-rule', 'current-owner'))
  expect(policyAt(later, 'credit-rule', day('2025-06-01'))).toBe('current-owner')
})
