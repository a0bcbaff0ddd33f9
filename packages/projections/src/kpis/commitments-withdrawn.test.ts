import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { inReview, reviewOf } from '../example-reviews.ts'

const quarter = { quarter: '2025-Q1', first: '2025-01-06', last: '2025-03-28' }
const withdrawn = (commitmentId: string, on: string) =>
  inReview('2025-Q1', ['CommitmentWithdrawn', on, { commitmentId, approvedBy: 'M1', reason: 'another plan' }])

test('what was taken back after the lock is counted apart, and is no longer said', () => {
  const { value } = given(...reviewOf(quarter, ['c1', null], ['c2', null]), withdrawn('c1', '2025-02-03'))
  const on = (kpi: string, asOf: string) => value(kpi, { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf })
  expect([on('commitments-withdrawn', '2025-02-02'), on('commitments-said', '2025-02-02')]).toEqual([0n, 2n])
  expect([on('commitments-withdrawn', '2025-02-03'), on('commitments-said', '2025-02-03')]).toEqual([1n, 1n])
})

test('what was taken back before the lock was never said', () => {
  const [opened, ...rest] = reviewOf(quarter, ['c1', null], ['c2', null])
  const [first, second, ...lockedThen] = rest
  const { value } = given(opened!, first!, second!, withdrawn('c1', '2025-01-06'), ...lockedThen)
  expect(value('commitments-withdrawn', { period: '2025-Q1' })).toBe(0n)
  expect(value('commitments-said', { period: '2025-Q1' })).toBe(1n)
})
