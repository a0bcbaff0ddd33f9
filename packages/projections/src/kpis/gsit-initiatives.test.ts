import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned } from '../example-plans.ts'

test('initiatives count, and neither goals nor strategies', () => {
  const { value } = given(planned('PL1'), ...grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1'], ['i1', 's1'], ['i2', 's1']))
  expect(value('gsit-initiatives', { period: 'FY2025' })).toBe(2n)
})
