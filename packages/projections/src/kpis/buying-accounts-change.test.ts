import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'

test('a month is compared with the one before it', () => {
  const { outcome } = given(
    registered('A1'),
    registered('A2'),
    ordered('O1', 'A1', { on: '2024-12-10', net: '1.0000' }),
    ordered('O2', 'A2', { on: '2024-12-11', net: '1.0000' }),
    ordered('O3', 'A1', { on: '2025-01-09', net: '1.0000' }),
  )
  const change = (period: string, asOf = '2025-12-31') => outcome('buying-accounts-change', { period, asOf })
  expect([change('2024-12'), change('2025-01'), change('2025-02')]).toEqual([
    { kind: 'amount', amount: 2n },
    { kind: 'amount', amount: -1n },
    { kind: 'amount', amount: -1n },
  ])
  expect(change('2025-01', '2025-01-08')).toEqual({ kind: 'amount', amount: -2n })
})
