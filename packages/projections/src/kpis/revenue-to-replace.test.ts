import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'

test('what some bought less is missing, whatever others bought more', () => {
  const { outcome } = given(
    registered('A1'),
    registered('A4'),
    ordered('O1', 'A1', { on: '2024-10-10', net: '3000.0000' }),
    ordered('O3', 'A4', { on: '2024-12-05', net: '2000.0000' }),
    ordered('O4', 'A1', { on: '2025-01-09', net: '3800.0000' }),
    ordered('O5', 'A4', { on: '2025-01-15', net: '500.0000' }),
  )
  const missing = (period: string) => outcome('revenue-to-replace', { period })
  expect([missing('2025-Q1'), missing('2024-Q4')]).toEqual([
    { kind: 'amount', amount: 15_000_000n },
    { kind: 'none', reason: 'no-base' },
  ])
})
