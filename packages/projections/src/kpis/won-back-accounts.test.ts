import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, registered, wonBack } from '../example-book.ts'

const a4 = [
  registered('A4'),
  assigned('A4', '2024-01-01', ['R3', 10_000]),
  ordered('O06', 'A4', { on: '2024-12-05', net: '2000.0000' }),
  lost('A4', '2025-02-28'),
]

test('a lost account is won back into the book of that day, and is not new', () => {
  const { value } = given(...a4, assigned('A4', '2025-03-20', ['R1', 10_000]), wonBack('A4', '2025-03-20'))
  expect(value('won-back-accounts', { scope: 'rep', entity: 'R1', period: '2025-03' })).toBe(1n)
  expect(value('won-back-accounts', { scope: 'rep', entity: 'R3', period: '2025-03' })).toBe(0n)
  expect(value('new-accounts', { period: '2025-Q1' })).toBe(0n)
})

test('who is won back after the window has passed is so with no order: the next one reactivates', () => {
  const { value } = given(...a4, wonBack('A4', '2026-01-10'), ordered('O7', 'A4', { on: '2026-01-20', net: '5.0000' }))
  const asked = { period: '2026-01', asOf: '2026-02-01' }
  expect([value('won-back-accounts', asked), value('reactivated-accounts', asked)]).toEqual([0n, 1n])
})
