import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, registered } from '../example-book.ts'

const a4 = [
  registered('A4'),
  assigned('A4', '2024-01-01', ['R3', 10_000]),
  ordered('O06', 'A4', { on: '2024-12-05', net: '2000.0000' }),
]

test('a loss ends the activity of the account, in the book of the day before', () => {
  const { value } = given(...a4, assigned('A4', '2025-02-28', ['R1', 10_000]), lost('A4', '2025-02-28'))
  expect(value('active-accounts-lost', { scope: 'rep', entity: 'R3', period: '2025-02' })).toBe(1n)
  expect(value('active-accounts-lost', { scope: 'rep', entity: 'R1', period: '2025-02' })).toBe(0n)
})

test('an account that had lapsed does not leave a second time', () => {
  const { value } = given(...a4, lost('A4', '2025-12-20'))
  expect(['active-accounts-lost', 'lapsed-accounts', 'lost-accounts'].map((kpi) => value(kpi, { period: 'FY2025' }))).toEqual([
    0n,
    1n,
    1n,
  ])
})

test('lost on the day on which it would have lapsed, it is lost', () => {
  const { value } = given(...a4, lost('A4', '2025-12-05'))
  expect(['active-accounts-lost', 'lapsed-accounts'].map((kpi) => value(kpi, { period: '2025-12' }))).toEqual([1n, 0n])
})
