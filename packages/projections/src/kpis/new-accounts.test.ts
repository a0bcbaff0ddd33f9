import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, registered, wonBack } from '../example-book.ts'

const a5 = [
  registered('A5', { territory: 'North' }),
  assigned('A5', '2024-01-01', ['R3', 10_000]),
  ordered('O11', 'A5', { on: '2025-02-14', net: '300.0000' }),
]

test('an account is new on the day of its first order, to the owner of that day', () => {
  const { value } = given(...a5, assigned('A5', '2025-02-15', ['R1', 10_000]))
  expect(['2025-01', '2025-02', '2025-03'].map((period) => value('new-accounts', { period }))).toEqual([0n, 1n, 0n])
  expect(value('new-accounts', { scope: 'rep', entity: 'R3', period: '2025-Q1' })).toBe(1n)
  expect(value('new-accounts', { scope: 'rep', entity: 'R1', period: '2025-Q1' })).toBe(0n)
  expect(value('new-accounts', { scope: 'territory', entity: 'North', period: '2025-Q1' })).toBe(1n)
  expect(value('new-accounts', { scope: 'account', entity: 'A5', period: '2025-Q1' })).toBe(1n)
})

test('an earlier order that comes in late moves the label, and whoever was new is reactivated', () => {
  const { value } = given(...a5, ordered('O1', 'A5', { on: '2023-06-01', net: '10.0000' }))
  expect([value('new-accounts', { period: '2025-02' }), value('reactivated-accounts', { period: '2025-02' })]).toEqual([0n, 1n])
  expect(value('new-accounts', { period: '2023-06' })).toBe(1n)
})

test('who is won back with the first order ever is won back, and not new', () => {
  const { value } = given(
    registered('A6'),
    lost('A6', '2025-01-10'),
    wonBack('A6', '2025-02-01'),
    ordered('O1', 'A6', { on: '2025-02-01', net: '10.0000' }),
  )
  expect([value('new-accounts', { period: '2025-02' }), value('won-back-accounts', { period: '2025-02' })]).toEqual([0n, 1n])
})
