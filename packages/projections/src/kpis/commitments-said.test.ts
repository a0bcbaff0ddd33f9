import { expect, test } from 'vitest'
import { given, reviewed } from '../example-book.ts'

const review = reviewed(
  '2025-01-06',
  ['kept', '2025-01-30'],
  ['kept', '2025-02-14'],
  ['kept-late', '2025-03-20'],
  ['missed', '2025-03-28'],
)
const on = (kpi: string, asOf: string) => given(...review).value(kpi, { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf })

test('the locked list is said, from the day of the lock', () => {
  expect([on('commitments-said', '2025-01-05'), on('commitments-said', '2025-01-06')]).toEqual([0n, 4n])
})

test('the lock may come before the quarter begins', () => {
  const early = given(...reviewed('2024-12-30', ['kept', '2025-04-02']))
  expect(early.value('commitments-said', { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf: '2024-12-31' })).toBe(1n)
  expect(early.value('commitments-kept', { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf: '2025-04-02' })).toBe(1n)
})
