import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { reviewOf } from '../example-reviews.ts'

const first = { quarter: '2025-Q1', first: '2025-01-06', last: '2025-03-28' }
const second = { quarter: '2025-Q2', first: '2025-04-04', last: '2025-06-27' }
const third = { quarter: '2025-Q3', first: '2025-07-04', last: '2025-09-26' }
const of = (period: string, asOf = '2025-12-31') => ({ scope: 'rep', entity: 'R1', period, asOf }) as const

test('a lineage that is missed again counts in each quarter but the first, and once a year', () => {
  const { value } = given(
    ...reviewOf(first, ['c1', 'missed', 'north'], ['c2', 'missed', 'south']),
    ...reviewOf(second, ['d1', 'missed', 'north'], ['d2', 'kept', 'south']),
    ...reviewOf(third, ['e1', 'missed', 'north']),
  )
  const counts = ['2025-Q1', '2025-Q2', '2025-Q3', 'FY2025'].map((period) => value('repeat-misses', of(period)))
  expect(counts).toEqual([0n, 1n, 1n, 1n])
  expect(value('repeat-misses', of('FY2025', '2025-06-26'))).toBe(0n)
})

test('quarters need not follow each other, and a commitment of another name is another lineage', () => {
  const { value } = given(
    ...reviewOf(first, ['c1', 'missed'], ['c2', 'missed']),
    ...reviewOf(third, ['c2', 'missed'], ['e1', 'missed', 'c1']),
  )
  expect(value('repeat-misses', { period: '2025-Q3' })).toBe(1n)
})

test('a review that is recorded late makes the later quarter the repeat', () => {
  const { value } = given(...reviewOf(second, ['d1', 'missed', 'north']), ...reviewOf(first, ['c1', 'missed', 'north']))
  expect([value('repeat-misses', of('2025-Q1')), value('repeat-misses', of('2025-Q2'))]).toEqual([0n, 1n])
})
