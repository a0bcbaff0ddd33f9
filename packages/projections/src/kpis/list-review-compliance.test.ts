import { expect, test } from 'vitest'
import { exactly, given, joined } from '../example-book.ts'
import { listReviewed, targetsSet } from '../example-lists.ts'

const book = given(
  joined('R1', 'T-East'),
  joined('R2', 'T-East'),
  listReviewed('R1', '2025-01-20'),
  listReviewed('R1', '2025-03-03'),
  targetsSet('R2', '2025-02-10', 'P1'),
)
const quarter = (question: object) =>
  exactly(book.outcome('list-review-compliance', { period: '2025-Q1', asOf: '2025-04-01', ...question }))

test('two of three months reviewed are two thirds', () => {
  expect(quarter({ scope: 'rep', entity: 'R1' })).toEqual({ num: 2n, den: 3n })
})

test('a list that was never reviewed counts with nothing, for its seller and for all', () => {
  expect(quarter({ scope: 'rep', entity: 'R2' })).toEqual({ num: 0n, den: 1n })
  expect(quarter({ scope: 'team', entity: 'T-East' })).toEqual({ num: 1n, den: 3n })
  expect(quarter({})).toEqual({ num: 1n, den: 3n })
})

test('twelve months are asked for as they are kept on the last of their days', () => {
  expect(quarter({ scope: 'rep', entity: 'R1', period: '2025-03:r12' })).toEqual({ num: 1n, den: 6n })
  expect(quarter({ scope: 'rep', entity: 'R1', period: '2025-03:ytd' })).toEqual({ num: 2n, den: 3n })
})

test('a month that is running is not asked for yet', () => {
  expect(quarter({ scope: 'rep', entity: 'R1', asOf: '2025-03-30' })).toEqual({ num: 1n, den: 2n })
  expect(quarter({ scope: 'rep', entity: 'R1', asOf: '2025-01-30' })).toMatchObject({
    kind: 'none',
    reason: 'first-month-running',
  })
})

test('who has no list has no compliance', () => {
  expect(quarter({ scope: 'rep', entity: 'R3' })).toMatchObject({ kind: 'none', reason: 'no-base' })
})
