import { expect, test } from 'vitest'
import { assigned, given, joined, ordered, registered, voided } from '../example-book.ts'

const a1 = [
  joined('R1', 'East'),
  registered('A1', { industry: 'MFG' }),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  ordered('O1', 'A1', { on: '2024-03-10', net: '1.0000', family: 'bikes' }),
]
const over = (book: ReturnType<typeof given>, month: string, asOf = '2026-12-31') =>
  book.value('buying-accounts', { period: `${month}:r12`, asOf })

test('an account is counted from its first order to the end of the eleventh fiscal month after the one it bought in', () => {
  const book = given(...a1)
  expect(['2024-02', '2024-03', '2025-02', '2025-03'].map((month) => over(book, month))).toEqual([0n, 1n, 1n, 0n])
  expect([over(book, '2024-03', '2024-03-09'), over(book, '2024-03', '2024-03-10')]).toEqual([0n, 1n])
})

test('it is counted once, however often it buys, and in a row as long as no twelve months pass', () => {
  const book = given(
    ...a1,
    ordered('O2', 'A1', { on: '2025-02-27', net: '1.0000' }),
    ordered('O3', 'A1', { on: '2025-02-28', net: '1.0000' }),
  )
  expect(['2025-02', '2025-03', '2026-01', '2026-02'].map((month) => over(book, month))).toEqual([1n, 1n, 1n, 0n])
})

test('each for the rep credited, his team, the industry and the family bought', () => {
  const book = given(...a1, ordered('O2', 'A1', { on: '2024-06-01', net: '1.0000', salespersonId: 'R2', family: 'parts' }))
  const of = (scope: 'rep' | 'team' | 'industry' | 'family' | 'account', entity: string, month = '2025-03') =>
    book.value('buying-accounts', { scope, entity, period: `${month}:r12`, asOf: '2025-12-31' })
  expect([of('rep', 'R1'), of('team', 'East'), of('rep', 'R2'), of('industry', 'MFG')]).toEqual([0n, 0n, 1n, 1n])
  expect([of('rep', 'R1', '2025-02'), of('team', 'East', '2025-02')]).toEqual([1n, 1n])
  expect([of('family', 'bikes'), of('family', 'parts'), of('account', 'A1')]).toEqual([0n, 1n, 1n])
})

test('a void takes it back, also from the middle of a row', () => {
  const middle = ordered('O2', 'A1', { on: '2025-01-15', net: '1.0000' })
  const last = ordered('O3', 'A1', { on: '2025-12-15', net: '1.0000' })
  expect(over(given(...a1, middle, last), '2025-06')).toBe(1n)
  expect(over(given(...a1, middle, last, voided('O2', 'A1', '2025-01-15')), '2025-06')).toBe(0n)
})
