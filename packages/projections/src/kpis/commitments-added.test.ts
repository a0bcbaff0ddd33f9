import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { inReview, reviewOf } from '../example-reviews.ts'

const quarter = { quarter: '2025-Q1', first: '2025-01-06', last: '2025-03-28' }
const added = inReview('2025-Q1', [
  'CommitmentAddedAfterLock',
  '2025-02-10',
  {
    commitmentId: 'c9',
    text: 'visit the new plant',
    due: '2025-03-28',
  },
])

test('what was added after the lock counts from that day, and not among what was said', () => {
  const { value } = given(...reviewOf(quarter, ['c1', null]), added)
  const on = (kpi: string, asOf: string) => value(kpi, { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf })
  expect([on('commitments-added', '2025-02-09'), on('commitments-added', '2025-02-10')]).toEqual([0n, 1n])
  expect(on('commitments-said', '2025-03-31')).toBe(1n)
})

test('what was added and taken back again no longer counts', () => {
  const withdrawn = { commitmentId: 'c9', approvedBy: 'M1', reason: 'another plan' }
  const { value } = given(
    ...reviewOf(quarter, ['c1', null]),
    added,
    inReview('2025-Q1', ['CommitmentWithdrawn', '2025-03-01', withdrawn]),
  )
  expect(value('commitments-added', { period: 'FY2025', asOf: '2025-02-28' })).toBe(1n)
  expect(value('commitments-added', { period: 'FY2025', asOf: '2025-03-01' })).toBe(0n)
})
