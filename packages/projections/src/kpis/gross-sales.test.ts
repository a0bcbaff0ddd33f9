import { expect, test } from 'vitest'
import { credited, given, ordered, registered } from '../example-book.ts'

test('qualifying orders before credit notes; an order worth nothing is none', () => {
  const { value } = given(
    registered('A1'),
    ordered('O1', 'A1', { on: '2025-03-10', net: '700.0000', family: 'bikes' }),
    ordered('O2', 'A1', { on: '2025-03-11', net: '-20.0000' }),
    credited('C1', 'A1', { on: '2025-03-12', net: '700.0000', orderId: 'O1' }),
  )
  expect(value('gross-sales', { period: '2025-03' })).toBe(7_000_000n)
  expect(value('gross-sales', { scope: 'family', entity: 'bikes', period: '2025-03' })).toBe(7_000_000n)
  expect(value('net-sales', { period: '2025-03' })).toBe(-200_000n)
})
