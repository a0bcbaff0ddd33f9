import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, registered } from '../example-book.ts'

const happened = [
  registered('A1'),
  registered('A4'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  assigned('A4', '2024-01-01', ['R1', 10_000]),
  ordered('O1', 'A1', { on: '2024-12-10', net: '1.0000' }),
  ordered('O6', 'A4', { on: '2024-06-05', net: '1.0000' }),
]

test('a loss counts until the account would have lapsed', () => {
  const { value } = given(...happened, lost('A4', '2025-02-28'))
  const of = (asOf: string) => value('retention-lost-buying', { period: 'FY2025', asOf })
  expect([of('2025-02-27'), of('2025-02-28'), of('2025-06-04'), of('2025-06-05')]).toEqual([0n, 1n, 1n, 0n])
})
