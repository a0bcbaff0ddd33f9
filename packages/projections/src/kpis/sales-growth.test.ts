import { expect, test } from 'vitest'
import { credited, exactly, given, registered, sold } from '../example-book.ts'

test('what was sold more or less than a year ago is a part of that', () => {
  const { outcome } = given(registered('A1'), sold('2024-10-10', '3000.0000'), sold('2025-11-01', '3300.0000'))
  expect(exactly(outcome('sales-growth', { period: '2025-Q4' }))).toEqual({ num: 1n, den: 10n })
})

test('there is none without sales a year ago, nor where more was returned than sold', () => {
  const { outcome } = given(
    registered('A1'),
    credited('C1', 'A1', { on: '2024-10-10', net: '5.0000' }),
    sold('2025-11-01', '1.0000'),
  )
  expect(outcome('sales-growth', { period: '2025-11' })).toEqual({ kind: 'none', reason: 'no-base' })
  expect(outcome('sales-growth', { period: '2025-10' })).toEqual({ kind: 'none', reason: 'negative-base' })
})
