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

test('a declared loss keeps the account as long as it would be active, a lapse does not', () => {
  const { outcome } = given(...happened, lost('A4', '2025-02-28'))
  const by = (asOf: string) => outcome('retention-by-activity', { period: 'FY2025', asOf })
  expect([by('2025-06-04'), by('2025-06-05'), by('2025-12-10')]).toEqual([
    { kind: 'quotient', num: 2n, den: 2n },
    { kind: 'quotient', num: 1n, den: 2n },
    { kind: 'quotient', num: 0n, den: 2n },
  ])
})
