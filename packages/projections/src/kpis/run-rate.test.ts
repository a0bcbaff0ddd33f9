import { expect, test } from 'vitest'
import { given, registered, sold } from '../example-book.ts'

const { outcome } = given(
  registered('A1'),
  sold('2025-01-09', '1800.0000'),
  sold('2025-02-08', '1100.0000'),
  sold('2025-03-12', '2200.0000'),
)
const of = (period: string, asOf: string) => outcome('run-rate', { period, asOf })

test('the months that have ended stand for the year', () => {
  expect(of('2025-03', '2025-04-01')).toEqual({ kind: 'amount', amount: 204_000_000n })
  expect(of('2025-03', '2025-03-31')).toEqual({ kind: 'amount', amount: 204_000_000n })
  expect(of('2025-03', '2025-03-15')).toEqual({ kind: 'amount', amount: 174_000_000n })
})

test('there is none before a month has ended', () => {
  expect(of('2025-01', '2025-01-30')).toEqual({ kind: 'none', reason: 'first-month-running' })
})
