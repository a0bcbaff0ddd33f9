import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'
import { averageOrderSize } from './average-order-size.ts'

test('of a quarter from the sums, never the mean of the months', () => {
  const { ratio } = given(
    registered('A1'),
    ordered('O1', 'A1', { on: '2025-01-09', net: '100.0000' }),
    ordered('O2', 'A1', { on: '2025-02-08', net: '300.0000' }),
    ordered('O3', 'A1', { on: '2025-02-09', net: '500.0000' }),
  )
  expect(ratio(averageOrderSize, { period: '2025-Q1' })).toEqual({ num: 3_000_000n, den: 1n })
  expect(ratio(averageOrderSize, { period: '2025-03' })).toBeNull()
})
