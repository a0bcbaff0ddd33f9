import { expect, test } from 'vitest'
import { credited, given, registered, sold, voided } from '../example-book.ts'
import { estimated } from '../example-relations.ts'

const year = { from: '2025-01-01', until: '2026-01-01' }
const told = [
  registered('A1'),
  sold('2024-12-31', '5000.0000', 'P'),
  sold('2025-02-01', '30000.0000', 'P'),
  sold('2025-06-01', '10000.0000', 'P'),
  sold('2025-06-02', '7000.0000', 'Q'),
  estimated('P', { ...year, amount: '160000.0000' }),
]
const ofA1 = { scope: 'account', entity: 'A1', period: 'FY2025' } as const

const on = (asOf: string, ...more: typeof told) =>
  given(...told, ...more).value('wallet-sales', { ...ofA1, period: 'FY2026', asOf }) / 10_000n

test('sales of the category count for twelve months, as long as an estimate holds', () => {
  expect(['2024-12-31', '2025-01-01', '2025-12-30', '2025-12-31', '2026-01-01'].map((asOf) => on(asOf))).toEqual([
    0n,
    5_000n,
    45_000n,
    40_000n,
    0n,
  ])
})

test('an order that is void never counted, and the estimate may come before the orders or after them', () => {
  expect(on('2025-12-31', voided('O-2025-06-01-10000.0000', 'A1', '2025-07-01'))).toBe(30_000n)
  expect(on('2025-12-31', estimated('Q', { ...year, amount: '1.0000' }))).toBe(47_000n)
})

test('a credit note without a family takes nothing off a category', () => {
  expect(on('2025-12-31', credited('C1', 'A1', { on: '2025-07-01', net: '100.0000' }))).toBe(40_000n)
})
