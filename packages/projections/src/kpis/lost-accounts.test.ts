import { expect, test } from 'vitest'
import { assigned, given, joined, lost, registered, wonBack } from '../example-book.ts'

test('a loss counts on its day, for the owner of the day before, and stays counted when won back', () => {
  const { value } = given(
    registered('A4', { industry: 'RTL' }),
    joined('R3', 'West'),
    assigned('A4', '2024-01-01', ['R3', 10_000]),
    assigned('A4', '2025-02-28', ['R1', 10_000]),
    lost('A4', '2025-02-28'),
    wonBack('A4', '2025-04-01'),
  )
  expect(value('lost-accounts', { scope: 'rep', entity: 'R3', period: '2025-02' })).toBe(1n)
  expect(value('lost-accounts', { scope: 'rep', entity: 'R1', period: '2025-02' })).toBe(0n)
  expect(value('lost-accounts', { scope: 'team', entity: 'West', period: '2025-Q1' })).toBe(1n)
  expect(value('lost-accounts', { scope: 'industry', entity: 'RTL', period: 'FY2025' })).toBe(1n)
  expect(value('lost-accounts', { period: '2025-02', asOf: '2025-02-27' })).toBe(0n)
})
