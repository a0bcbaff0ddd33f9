import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, registered } from '../example-book.ts'

const book = () =>
  given(
    registered('A1'),
    registered('A2'),
    registered('A4'),
    assigned('A1', '2024-01-01', ['R1', 10_000]),
    assigned('A2', '2024-01-01', ['R1', 10_000]),
    assigned('A4', '2024-01-01', ['R3', 10_000]),
    ordered('O1', 'A1', { on: '2024-12-10', net: '1.0000' }),
    ordered('O4', 'A2', { on: '2024-11-20', net: '1.0000' }),
    ordered('O6', 'A4', { on: '2024-12-05', net: '1.0000' }),
    assigned('A2', '2025-03-15', ['R2', 10_000]),
    lost('A4', '2025-02-28'),
  )

test('accounts active on the day before the quarter, without those transferred out of the scope', () => {
  const { value } = book()
  const of = (entity: string, asOf: string) => value('retention-opening', { scope: 'rep', entity, period: '2025-Q1', asOf })
  expect([of('R1', '2025-03-14'), of('R1', '2025-03-15'), of('R3', '2025-03-31'), of('R2', '2025-03-31')]).toEqual([
    2n,
    1n,
    1n,
    0n,
  ])
  expect(value('retention-opening', { period: '2025-Q1' })).toBe(3n)
})
