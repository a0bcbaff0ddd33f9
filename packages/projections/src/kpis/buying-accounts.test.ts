import { expect, test } from 'vitest'
import { assigned, credited, given, joined, ordered, registered } from '../example-book.ts'

test('an account that bought under two reps of a team counts for each of them, and once for the team and the organisation', () => {
  const { value } = given(
    registered('A2', { territory: 'North' }),
    joined('R1', 'East'),
    joined('R2', 'East'),
    assigned('A2', '2024-01-01', ['R1', 10_000]),
    assigned('A2', '2025-03-15', ['R2', 10_000]),
    ordered('O14', 'A2', { on: '2025-03-10', net: '700.0000' }),
    ordered('O16', 'A2', { on: '2025-03-20', net: '900.0000' }),
    ordered('O17', 'A2', { on: '2025-03-21', net: '900.0000' }),
  )
  const of = (scope: 'rep' | 'team' | 'territory' | 'account', entity: string) =>
    value('buying-accounts', { scope, entity, period: '2025-03' })
  expect([of('rep', 'R1'), of('rep', 'R2'), of('team', 'East'), of('territory', 'North'), of('account', 'A2')]).toEqual([
    1n,
    1n,
    1n,
    1n,
    1n,
  ])
  expect(value('buying-accounts', { period: '2025-03' })).toBe(1n)
  expect(value('buying-accounts', { period: '2025-03', asOf: '2025-03-09' })).toBe(0n)
})

test('a quarter counts an account once, and a credit note un-counts nobody', () => {
  const { value } = given(
    registered('A1'),
    ordered('O1', 'A1', { on: '2025-01-10', net: '10.0000' }),
    ordered('O2', 'A1', { on: '2025-02-10', net: '10.0000' }),
    credited('C1', 'A1', { on: '2025-02-11', net: '10.0000', orderId: 'O2' }),
  )
  expect(value('buying-accounts', { period: '2025-02' })).toBe(1n)
  expect(value('buying-accounts', { period: '2025-Q1' })).toBe(1n)
  expect(value('buying-accounts', { period: '2025-02:ytd' })).toBe(1n)
})
