import { expect, test } from 'vitest'
import { assigned, given, ordered, registered } from '../example-book.ts'

const happened = [
  registered('A1'),
  registered('A4'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  assigned('A4', '2024-01-01', ['R1', 10_000]),
  ordered('O1', 'A1', { on: '2024-12-10', net: '1.0000' }),
  ordered('O6', 'A4', { on: '2024-06-05', net: '1.0000' }),
]

test('who goes to another book leaves the cohorts that were open, and no others', () => {
  const { value } = given(...happened, assigned('A1', '2025-03-15', ['R2', 10_000]))
  const of = (period: string, entity = 'R1') => value('retention-departed', { scope: 'rep', entity, period })
  expect([of('2025-Q1'), of('FY2025'), of('2025-Q2'), of('2025-Q1', 'R2')]).toEqual([1n, 1n, 0n, 0n])
  expect(value('retention-departed', { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf: '2025-03-14' })).toBe(0n)
})
