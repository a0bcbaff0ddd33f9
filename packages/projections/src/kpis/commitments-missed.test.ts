import { expect, test } from 'vitest'
import { given, reviewed } from '../example-book.ts'

test('a miss counts from the day of its outcome; what was partly done is none', () => {
  const { value } = given(...reviewed('2025-01-06', ['missed', '2025-03-28'], ['partial', '2025-03-28'], ['kept', '2025-02-01']))
  const on = (asOf: string) => value('commitments-missed', { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf })
  expect([on('2025-03-27'), on('2025-03-28')]).toEqual([0n, 1n])
  expect(value('commitments-missed', { period: 'FY2025' })).toBe(1n)
})
