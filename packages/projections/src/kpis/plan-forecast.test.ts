import { expect, test } from 'vitest'
import { assigned, deal, given, registered, sold } from '../example-book.ts'

const book = given(
  registered('A1'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  sold('2025-01-09', '40000.0000'),
  deal('OP1', '2025-01-10', { amount: '30000.0000' }),
  deal('OP2', '2025-01-12', { amount: '50000.0000', probability: '0.2000' }),
)

test('it is what was achieved and the weighted pipeline', () => {
  expect(book.outcome('plan-forecast', { period: '2025-Q1' })).toEqual({ kind: 'amount', amount: 650_000_000n })
  const asked = { scope: 'account' as const, entity: 'A1', period: '2025-03' }
  expect(book.outcome('plan-forecast', asked)).toEqual({ kind: 'amount', amount: 250_000_000n })
})
