import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { planned, toldOf } from '../example-plans.ts'

test('reviews count on their day, for the account and the owner of the plan', () => {
  const held = ['2025-02-10', '2025-02-20', '2025-03-05'].map((on) => toldOf('PL1', 'PlanReviewed', [on]))
  const { value } = given(planned('PL1', { ownerId: 'R1' }), ...held)
  const account = { scope: 'account', entity: 'A1' } as const
  expect(value('plan-reviews', { ...account, period: '2025-02' })).toBe(2n)
  expect(value('plan-reviews', { ...account, period: '2025-Q1', asOf: '2025-02-19' })).toBe(1n)
  expect(value('plan-reviews', { scope: 'rep', entity: 'R1', period: '2025-Q1' })).toBe(3n)
})
