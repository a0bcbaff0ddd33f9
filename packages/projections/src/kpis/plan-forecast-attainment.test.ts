import { expect, test } from 'vitest'
import { assigned, deal, exactly, given, quotaOf, registered, sold } from '../example-book.ts'

const happened = [
  registered('A1'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  sold('2025-03-09', '40000.0000'),
  deal('OP1', '2025-01-10', { amount: '30000.0000' }),
  deal('OP2', '2025-01-12', { amount: '50000.0000', probability: '0.2000' }),
]
const asked = { scope: 'rep' as const, entity: 'R1', period: '2025-Q1' }
const attainment = (...quotas: readonly string[]) =>
  exactly(
    given(...happened, ...quotas.map((amount) => quotaOf('rep', 'R1', { period: '2025-03', amount }))).outcome(
      'plan-forecast-attainment',
      asked,
    ),
  )

test('it is the forecast as a part of the quota', () => {
  expect(attainment('100000.0000')).toEqual({ num: 13n, den: 20n })
})

test('without a quota, or with one of zero, there is none', () => {
  expect(attainment()).toEqual({ kind: 'none', reason: 'no-quota' })
  expect(attainment('0.0000')).toEqual({ kind: 'none', reason: 'zero-quota' })
})
