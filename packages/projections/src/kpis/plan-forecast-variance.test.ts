import { expect, test } from 'vitest'
import { assigned, deal, given, quotaOf, registered, sold } from '../example-book.ts'

const happened = [
  registered('A1'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  sold('2025-03-09', '40000.0000'),
  deal('OP1', '2025-01-10', { amount: '30000.0000' }),
  deal('OP2', '2025-01-12', { amount: '50000.0000', probability: '0.2000' }),
]
const asked = { scope: 'rep' as const, entity: 'R1', period: '2025-Q1' }

test('it is the forecast less the quota; months without one are left out', () => {
  const book = given(
    ...happened,
    sold('2025-01-09', '1.0000'),
    quotaOf('rep', 'R1', { period: '2025-03', amount: '100000.0000' }),
  )
  expect(book.outcome('plan-forecast-variance', asked)).toEqual({ kind: 'amount', amount: -350_000_000n })
})

test('without a quota there is none', () => {
  expect(given(...happened).outcome('plan-forecast-variance', asked)).toEqual({ kind: 'none', reason: 'no-quota' })
})
