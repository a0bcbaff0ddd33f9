import { expect, test } from 'vitest'
import { given, registered, sold } from '../example-book.ts'
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
  given(...told, ...more).value('wallet-estimate', { ...ofA1, period: 'FY2026', asOf }) / 10_000n

test('an estimate holds from its first day until the day before its last', () => {
  expect(['2024-12-31', '2025-01-01', '2025-12-31', '2026-01-01'].map((asOf) => on(asOf))).toEqual([0n, 160_000n, 160_000n, 0n])
})

test('of several of one category the latest holds, and the one before again when that is over', () => {
  const later = estimated('P', { from: '2025-03-01', until: '2025-05-01', amount: '80000.0000' })
  expect(['2025-02-28', '2025-03-01', '2025-05-01'].map((asOf) => on(asOf, later))).toEqual([160_000n, 80_000n, 160_000n])
})

test('categories add up; one in a currency without a rate is left out', () => {
  const other = estimated('Q', { ...year, amount: '40000.0000' })
  const foreign = estimated('R', { ...year, amount: '1.0000', currency: 'EUR' })
  expect(on('2025-12-31', other, foreign)).toBe(200_000n)
})
