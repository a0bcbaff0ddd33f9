import { expect, test } from 'vitest'
import { given, registered, sold } from '../example-book.ts'

const { outcome } = given(registered('A1'), sold('2024-10-10', '3000.0000'))
const of = (period: string, asOf = '2025-12-31') => outcome('previous-year-sales', { period, asOf })

test('the same period of the year before is read by its id', () => {
  for (const period of ['2025-10', '2025-Q4', 'FY2025']) expect(of(period)).toEqual({ kind: 'amount', amount: 30_000_000n })
  expect(of('2025-Q3')).toEqual({ kind: 'amount', amount: 0n })
})

test('the whole year before is read, also while the year asked for is running', () => {
  expect(of('FY2025', '2025-04-01')).toEqual({ kind: 'amount', amount: 30_000_000n })
})

test('a running year to date is cut on the same day of the year before', () => {
  expect(of('2025-10:ytd', '2025-10-09')).toEqual({ kind: 'amount', amount: 0n })
  expect(of('2025-10:ytd', '2025-10-10')).toEqual({ kind: 'amount', amount: 30_000_000n })
})
