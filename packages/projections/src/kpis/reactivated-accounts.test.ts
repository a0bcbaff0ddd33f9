import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'

const orders = [
  registered('A3'),
  ordered('O05', 'A3', { on: '2024-03-01', net: '800.0000' }),
  ordered('O13', 'A3', { on: '2025-03-05', net: '400.0000' }),
]

test('an account that had lapsed is reactivated on the day of its next order', () => {
  const { value } = given(...orders)
  expect(['2025-02', '2025-03', '2025-Q1'].map((period) => value('reactivated-accounts', { period }))).toEqual([0n, 1n, 1n])
  expect(value('reactivated-accounts', { period: '2025-03', asOf: '2025-03-04' })).toBe(0n)
})

test('an order on the very day of the lapse keeps it active', () => {
  const { value } = given(...orders, ordered('O14', 'A3', { on: '2025-03-01', net: '1.0000' }))
  expect([value('reactivated-accounts', { period: '2025-03' }), value('lapsed-accounts', { period: '2025-03' })]).toEqual([
    0n,
    0n,
  ])
})
