import { expect, test } from 'vitest'
import { given, registered, sold, voided } from '../example-book.ts'
import { boughtLines, launched } from '../example-relations.ts'

const told = [
  registered('A1'),
  sold('2025-01-10', '10.0000', 'P'),
  sold('2025-02-10', '10.0000', 'Q'),
  sold('2025-03-10', '10.0000', 'Q'),
]
const in2025 = (events: typeof told) =>
  ['2025-01', '2025-02', '2025-03'].map((period) => given(...events).value('new-to-account-wins', { period }))

test('the first purchase of a family counts where the account had bought before', () => {
  expect(in2025(told)).toEqual([0n, 1n, 0n])
  expect(given(...told).value('new-to-account-wins', { scope: 'family', entity: 'Q', period: '2025-02' })).toBe(1n)
})

test('without that order the next one is the first', () => {
  expect(in2025([...told, voided('O-2025-02-10-10.0000', 'A1', '2025-03-20')])).toEqual([0n, 0n, 1n])
})

test('an order that comes late is the first in its own time, and makes what was first of all a win', () => {
  expect(in2025([...told, sold('2025-01-05', '10.0000', 'Q')])).toEqual([1n, 0n, 0n])
})

test('products of one family are one family', () => {
  const bought = (orderId: string, on: string, productId: string) => boughtLines(orderId, on, { net: '1.0000', productId })
  const products = [launched('B1', 'R'), launched('B2', 'R'), bought('O1', '2025-02-20', 'B1'), bought('O2', '2025-03-20', 'B2')]
  expect(in2025([...told, ...products])).toEqual([0n, 2n, 0n])
})
