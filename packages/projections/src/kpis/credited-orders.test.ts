import { expect, test } from 'vitest'
import { assigned, given, ordered, registered } from '../example-book.ts'

test('shares of orders add up over reps', () => {
  const { value } = given(
    registered('A6'),
    assigned('A6', '2025-03-01', ['R1', 3333], ['R2', 6667]),
    ordered('O18', 'A6', { on: '2025-03-30', net: '100.0100' }),
  )
  const of = (entity: string) => value('credited-orders', { scope: 'rep', entity, period: '2025-03' })
  expect([of('R1'), of('R2')]).toEqual([3333n, 6667n])
  expect(value('credited-orders', { period: '2025-03' })).toBe(10_000n)
})
