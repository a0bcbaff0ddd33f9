import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'
import { salesPerCustomer } from './sales-per-customer.ts'

test('net sales over the accounts that bought', () => {
  const { ratio } = given(
    registered('A1'),
    registered('A2'),
    ordered('O1', 'A1', { on: '2025-03-05', net: '400.0000' }),
    ordered('O2', 'A1', { on: '2025-03-10', net: '700.0000' }),
    ordered('O3', 'A2', { on: '2025-03-12', net: '1500.0000' }),
  )
  expect(ratio(salesPerCustomer, { period: '2025-03' })).toEqual({ num: 13_000_000n, den: 1n })
})
