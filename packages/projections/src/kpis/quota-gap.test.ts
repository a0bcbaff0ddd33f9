import { expect, test } from 'vitest'
import { given, quotaOf, registered, sold } from '../example-book.ts'

const sales = [registered('A1'), sold('2025-01-09', '2900.0000'), sold('2025-03-12', '2200.0000')]
const planned = given(quotaOf('org', 'org', { period: 'FY2025', amount: '24000.0000' }), ...sales)
const asked = { period: '2025-03', asOf: '2025-04-01' }

test('it is what is missing of the quota of the year', () => {
  expect(planned.outcome('quota-gap', asked)).toEqual({ kind: 'amount', amount: 189_000_000n })
})

test('there is none without a quota', () => {
  expect(given(...sales).outcome('quota-gap', asked)).toEqual({ kind: 'none', reason: 'no-quota' })
})
