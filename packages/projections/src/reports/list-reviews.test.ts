import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { listReview } from '../../../../tests/books/lists.ts'

const book = await openExample([
  listReview('R1', '2025-01-20', 'anna'),
  listReview('R1', '2025-03-03', 'ben'),
  listReview('R3', '2025-02-03', 'anna'),
])

test('each seller has the months with a review among those that have ended, and when it is due again', async () => {
  const rows = await book.report('list-reviews', { period: '2025-Q1' }, book.at('2025-04-01'))
  expect(
    rows.map(({ ownerId, monthsReviewed, monthsElapsed, compliance }) => [ownerId, monthsReviewed, monthsElapsed, compliance]),
  ).toEqual([
    ['ORG', 3, 3, '0.500000'],
    ['T-East', 2, 3, '0.666667'],
    ['T-West', 1, 3, '0.333333'],
    ['R1', 2, 3, '0.666667'],
    ['R3', 1, 3, '0.333333'],
  ])
  expect(rows[3]).toMatchObject({ lastReviewOn: '2025-03-03', lastReviewBy: 'ben', nextReviewOn: '2025-04-03', overdue: false })
  expect(rows[4]).toMatchObject({ nextReviewOn: '2025-03-03', overdue: true })
})

test('a review that was not known or had not happened does not count', async () => {
  const asked = { scope: 'rep', entity: 'R1', period: '2025-Q1' }
  expect(await book.report('list-reviews', asked, book.at('2025-04-01', '2025-02-01T00:00:00Z'))).toMatchObject([
    { monthsReviewed: 1 },
  ])
  expect(await book.report('list-reviews', asked, book.at('2025-02-28'))).toMatchObject([
    { monthsReviewed: 1, monthsElapsed: 2, lastReviewOn: '2025-01-20' },
  ])
})

test('who has no list has no compliance, and the row says why', async () => {
  const rows = await book.report('list-reviews', { scope: 'rep', entity: 'R2', period: '2025-Q1' }, book.at('2025-04-01'))
  expect(rows).toMatchObject([{ compliance: null, reason: 'no-base', monthsReviewed: 0, lastReviewOn: null }])
})
