import { expect, test } from 'vitest'
import { assigned, given, joined, ordered, registered } from '../example-book.ts'

test('a split order counts once for each rep, once for each team and once for the organisation', () => {
  const { value } = given(
    registered('A6'),
    joined('R1', 'East'),
    joined('R2', 'East'),
    assigned('A6', '2025-03-01', ['R1', 5000], ['R2', 5000]),
    ordered('O18', 'A6', { on: '2025-03-30', net: '100.0000' }),
    ordered('O19', 'A6', { on: '2025-03-31', net: '0.0000' }),
  )
  expect(value('orders', { scope: 'rep', entity: 'R2', period: '2025-03' })).toBe(1n)
  expect(value('orders', { scope: 'team', entity: 'East', period: '2025-03' })).toBe(1n)
  expect(value('orders', { period: 'FY2025' })).toBe(1n)
})
