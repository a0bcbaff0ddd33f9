import { expect, test } from 'vitest'
import { assigned, exactly, given, quotaOf, registered, sold } from '../example-book.ts'

const { outcome } = given(
  registered('A1'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  quotaOf('rep', 'R1', { period: '2025-02', amount: '280.0000' }),
  quotaOf('rep', 'R1', { period: '2025-03', amount: '0.0000' }),
  sold('2025-02-01', '21.0000'),
  sold('2025-03-01', '5.0000'),
)
const of = (period: string, asOf: string) => exactly(outcome('pace-attainment', { scope: 'rep', entity: 'R1', period, asOf }))

test('what was sold is a part of the quota to date', () => {
  expect(of('2025-02', '2025-02-07')).toEqual({ num: 3n, den: 10n })
  expect(of('2025-02', '2025-02-28')).toEqual({ num: 3n, den: 40n })
})

test('a month with a quota of zero counts in a longer period, and has none by itself', () => {
  expect(of('2025-Q1', '2025-03-31')).toEqual({ num: 13n, den: 140n })
  expect(of('2025-03', '2025-03-31')).toEqual({ kind: 'none', reason: 'zero-quota' })
  expect(of('2025-04', '2025-04-30')).toEqual({ kind: 'none', reason: 'no-quota' })
})
