import { expect, test } from 'vitest'
import { exactly, given } from '../example-book.ts'
import { reviewOf } from '../example-reviews.ts'

const first = { quarter: '2025-Q1', first: '2025-01-06', last: '2025-03-28' }
const second = { quarter: '2025-Q2', first: '2025-04-04', last: '2025-06-27' }
const asked = { scope: 'rep', entity: 'R1', period: '2025-Q1' } as const

test('two of three misses are committed again in the quarter after', () => {
  const { outcome } = given(
    ...reviewOf(first, ['c1', 'missed', 'north'], ['c2', 'missed', 'south'], ['c3', 'missed'], ['c4', 'kept']),
    ...reviewOf(second, ['d1', null, 'north'], ['d2', null, 'south'], ['d3', null]),
  )
  expect(exactly(outcome('carry-over-rate', asked))).toEqual({ num: 2n, den: 3n })
})

test('without a miss there is none', () => {
  const { outcome } = given(...reviewOf(first, ['c1', 'kept']))
  expect(outcome('carry-over-rate', asked)).toEqual({ kind: 'none', reason: 'no-commitments' })
})
