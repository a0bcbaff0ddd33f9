import { expect, test } from 'vitest'
import { given, quotaOf } from '../example-book.ts'

const { outcome } = given(quotaOf('rep', 'R1', { period: '2025-Q1', amount: '300.0000' }))
const of = (period: string, asOf: string) => outcome('quota-pace', { scope: 'rep', entity: 'R1', period, asOf })

test('the days passed are a part of the quota, and on the last day it is the quota', () => {
  expect(of('2025-03', '2025-03-01')).toEqual({ kind: 'amount', amount: 32_258n })
  expect(of('2025-03', '2025-03-31')).toEqual({ kind: 'amount', amount: 1_000_000n })
  expect(of('2025-03', '2025-05-01')).toEqual({ kind: 'amount', amount: 1_000_000n })
})

test('months that are over count whole in the year to date', () => {
  expect(of('2025-02:ytd', '2025-02-14')).toEqual({ kind: 'amount', amount: 1_500_000n })
})

test('a year to date has none before its first month is over, nor who has no quota', () => {
  expect(of('2025-02:ytd', '2025-01-30')).toEqual({ kind: 'none', reason: 'first-month-running' })
  expect(of('2025-04', '2025-04-30')).toEqual({ kind: 'none', reason: 'no-quota' })
})
