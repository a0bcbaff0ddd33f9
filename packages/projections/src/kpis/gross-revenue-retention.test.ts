import { expect, test } from 'vitest'
import { credited, given, ordered, registered } from '../example-book.ts'

test('growth does not count and what is owed back is nothing: 3500 of 5500', () => {
  const { outcome } = given(
    ...['A1', 'A2', 'A4'].map((id) => registered(id)),
    ordered('O1', 'A1', { on: '2024-10-10', net: '3000.0000' }),
    ordered('O2', 'A2', { on: '2024-11-20', net: '500.0000' }),
    ordered('O3', 'A4', { on: '2024-12-05', net: '2000.0000' }),
    ordered('O4', 'A1', { on: '2025-01-09', net: '3800.0000' }),
    ordered('O5', 'A2', { on: '2025-01-15', net: '2200.0000' }),
    credited('C1', 'A4', { on: '2025-02-11', net: '100.0000' }),
  )
  expect(outcome('gross-revenue-retention', { period: '2025-Q1' })).toEqual({
    kind: 'quotient',
    num: 35_000_000n,
    den: 55_000_000n,
  })
})
