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

test('who became active after a period began is none of its cohort, and is of the next', () => {
  const { value } = given(...happened)
  const of = (period: string, asOf: string) => value('retention-joined', { period, asOf })
  expect([of('2024-Q4', '2024-12-31'), of('FY2024', '2024-12-31'), of('2025-Q1', '2025-03-31')]).toEqual([1n, 2n, 0n])
})
