import { expect, test } from 'vitest'
import { given, quotaOf, registered, sold } from '../example-book.ts'

const sales = [registered('A1'), sold('2025-01-09', '2900.0000'), sold('2025-03-12', '2200.0000')]
const planned = given(quotaOf('org', 'org', { period: 'FY2025', amount: '24000.0000' }), ...sales)
const asked = { period: '2025-03', asOf: '2025-04-01' }

test('the gap is spread over the months that have not ended', () => {
  expect(planned.outcome('required-run-rate', asked)).toEqual({ kind: 'amount', amount: 21_000_000n })
  expect(planned.outcome('required-run-rate', { ...asked, asOf: '2025-03-30' })).toEqual({ kind: 'amount', amount: 18_900_000n })
})

test('no rate closes it once the year is over', () => {
  expect(planned.outcome('required-run-rate', { period: '2025-12', asOf: '2026-01-01' })).toEqual({
    kind: 'none',
    reason: 'no-base',
  })
})
