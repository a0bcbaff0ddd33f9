import { expect, test } from 'vitest'
import { assigned, given, joined, ordered, registered, voided } from '../example-book.ts'

const a3 = [
  registered('A3', { industry: 'MFG' }),
  joined('R2', 'East'),
  assigned('A3', '2024-01-01', ['R2', 10_000]),
  ordered('O05', 'A3', { on: '2024-03-01', net: '800.0000' }),
]
const again = ordered('O13', 'A3', { on: '2025-03-05', net: '400.0000' })

test('an account lapses in the period of the first day that is twelve months after its last order', () => {
  const { value } = given(...a3, again)
  expect(
    ['2025-02', '2025-03', '2025-Q1', 'FY2025', '2025-03:ytd', '2025-03:r12'].map((period) =>
      value('lapsed-accounts', { period }),
    ),
  ).toEqual([0n, 1n, 1n, 1n, 1n, 1n])
  expect(value('lapsed-accounts', { period: '2025-03', asOf: '2025-02-28' })).toBe(0n)
  expect(value('lapsed-accounts', { scope: 'rep', entity: 'R2', period: '2025-03' })).toBe(1n)
  expect(value('lapsed-accounts', { scope: 'team', entity: 'East', period: '2025-03' })).toBe(1n)
  expect(value('lapsed-accounts', { scope: 'industry', entity: 'MFG', period: '2025-03' })).toBe(1n)
})

test('a late order between two others takes the lapse away, and its void brings it back', () => {
  const late = ordered('O20', 'A3', { on: '2025-02-20', net: '175.5000' })
  expect(given(...a3, again, late).value('lapsed-accounts', { period: '2025-03' })).toBe(0n)
  expect(given(...a3, again, late, voided('O20', 'A3', '2025-02-20')).value('lapsed-accounts', { period: '2025-03' })).toBe(1n)
})

test('it is counted for the owner of the day before', () => {
  const { value } = given(...a3, assigned('A3', '2025-03-01', ['R1', 10_000]))
  expect(value('lapsed-accounts', { scope: 'rep', entity: 'R2', period: '2025-03' })).toBe(1n)
  expect(value('lapsed-accounts', { scope: 'rep', entity: 'R1', period: '2025-03' })).toBe(0n)
})
