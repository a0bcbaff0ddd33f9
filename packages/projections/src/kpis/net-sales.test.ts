import { expect, test } from 'vitest'
import { assigned, credited, given, joined, ordered, registered, voided } from '../example-book.ts'

const book = [
  registered('A1', { industry: 'MFG' }),
  joined('R1', 'East'),
  joined('R2', 'East'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
]

test('orders less credit notes, which reduce sales on their own day', () => {
  const { value } = given(
    ...book,
    ordered('O1', 'A1', { on: '2025-01-20', net: '1050.0000' }),
    ordered('O2', 'A1', { on: '2025-02-14', net: '550.0000' }),
    credited('C1', 'A1', { on: '2025-02-11', net: '1050.0000', orderId: 'O1' }),
  )
  expect(value('net-sales', { scope: 'rep', entity: 'R1', period: '2025-01' })).toBe(10_500_000n)
  expect(value('net-sales', { scope: 'rep', entity: 'R1', period: '2025-02' })).toBe(-5_000_000n)
  expect(value('net-sales', { scope: 'industry', entity: 'MFG', period: '2025-02:ytd' })).toBe(5_500_000n)
})

test('a split order is shared out to the last ten-thousandth', () => {
  const { value } = given(
    registered('A6'),
    joined('R1', 'East'),
    joined('R2', 'East'),
    joined('R3', 'West'),
    assigned('A6', '2025-03-01', ['R1', 3333], ['R2', 3333], ['R3', 3334]),
    ordered('O18', 'A6', { on: '2025-03-30', net: '100.0100' }),
  )
  const of = (scope: 'rep' | 'team', entity: string) => value('net-sales', { scope, entity, period: '2025-03' })
  expect([of('rep', 'R1'), of('rep', 'R2'), of('rep', 'R3')]).toEqual([333_333n, 333_333n, 333_434n])
  expect(of('team', 'East')).toBe(666_666n)
  expect(value('net-sales', { period: '2025-03' })).toBe(1_000_100n)
})

test('on the day of a switch the new owner is credited, and a credit note follows its order', () => {
  const { value } = given(
    ...book,
    assigned('A1', '2025-03-15', ['R2', 10_000]),
    ordered('O14', 'A1', { on: '2025-03-10', net: '700.0000' }),
    ordered('O16', 'A1', { on: '2025-03-15', net: '900.0000' }),
    credited('C2', 'A1', { on: '2025-03-25', net: '700.0000', orderId: 'O14' }),
  )
  expect(value('net-sales', { scope: 'rep', entity: 'R1', period: '2025-03' })).toBe(0n)
  expect(value('net-sales', { scope: 'rep', entity: 'R2', period: '2025-03' })).toBe(9_000_000n)
  expect(value('net-sales', { scope: 'rep', entity: 'R1', period: '2025-03', asOf: '2025-03-24' })).toBe(7_000_000n)
})

test('a void order never was, and the name on an order beats the owner', () => {
  const { value } = given(
    ...book,
    ordered('O1', 'A1', { on: '2025-01-20', net: '10.0000', salespersonId: 'R2' }),
    ordered('O2', 'A1', { on: '2025-01-21', net: '20.0000' }),
    voided('O2', 'A1', '2025-01-22'),
  )
  expect(value('net-sales', { scope: 'rep', entity: 'R2', period: '2025-01' })).toBe(100_000n)
  expect(value('net-sales', { period: '2025-01' })).toBe(100_000n)
})
