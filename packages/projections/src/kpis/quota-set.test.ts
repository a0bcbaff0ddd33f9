import { expect, test } from 'vitest'
import { given, quotaOf } from '../example-book.ts'

test('a quota of zero is set, no quota is not', () => {
  const { value } = given(quotaOf('rep', 'R3', { period: '2025-02', amount: '0.0000' }))
  expect(value('quota-set', { scope: 'rep', entity: 'R3', period: '2025-02' })).toBe(1n)
  expect(value('quota-set', { scope: 'rep', entity: 'R3', period: '2025-03' })).toBe(0n)
})
