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

test('a lapse keeps the account, a declared loss does not', () => {
  const by = (loss: ReturnType<typeof lost>, asOf = '2025-12-31') =>
    given(...happened, loss).outcome('retention-by-loss', { period: 'FY2025', asOf })
  expect(by(lost('A4', '2025-02-28'))).toEqual({ kind: 'quotient', num: 1n, den: 2n })
  expect(by(lost('A4', '2025-02-28'), '2025-02-27')).toEqual({ kind: 'quotient', num: 2n, den: 2n })
  expect(by(lost('A4', '2025-09-30'))).toEqual({ kind: 'quotient', num: 1n, den: 2n })
})
