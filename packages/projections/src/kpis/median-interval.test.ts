import { expect, test } from 'vitest'
import { exactly, given, ordered, policy, registered, voided } from '../example-book.ts'

const bought = (...days: readonly string[]) => [
  registered('A1'),
  ...days.map((on, index) => ordered(`O${index}`, 'A1', { on, net: '100.0000' })),
]

const birch = bought('2024-11-20', '2025-01-15', '2025-03-10', '2025-03-20')
const asked = { scope: 'account', entity: 'A1', period: 'FY2025', asOf: '2025-05-01' } as const

test('M-30 example 3: intervals 56, 54 and 10 have the median 54', () => {
  expect(exactly(given(...birch).outcome('median-interval', asked))).toEqual({ num: 54n, den: 1n })
})

test('of an even number of intervals it is the mean of the two in the middle', () => {
  const four = given(...birch, ordered('O9', 'A1', { on: '2025-04-14', net: '1.0000' }))
  expect(exactly(four.outcome('median-interval', asked))).toEqual({ num: 79n, den: 2n })
})

test('orders of one day are one occasion, and a void order is none', () => {
  const same = ordered('again', 'A1', { on: '2025-03-20', net: '5.0000' })
  const entered = ordered('twice', 'A1', { on: '2025-04-14', net: '5.0000' })
  const book = given(...birch, same, entered, voided('twice', 'A1', '2025-04-15'))
  expect(exactly(book.outcome('median-interval', asked))).toEqual({ num: 54n, den: 1n })
})

test('what is bought after the day asked for does not count, whether the period or asOf cuts it', () => {
  const unknown = { kind: 'none', reason: 'insufficient-history' }
  expect(given(...birch).outcome('median-interval', { ...asked, asOf: '2025-03-19' })).toEqual(unknown)
  expect(given(...birch).outcome('median-interval', { ...asked, period: '2025-02' })).toEqual(unknown)
})

test('of the other overdue rule all intervals count, and two are enough', () => {
  const rule = policy('overdue-rule', { method: 'median-factor', factor: 1.5, minOccasions: 3 })
  const book = given(rule, ...bought('2024-11-20', '2025-01-15', '2025-03-10'))
  expect(exactly(book.outcome('median-interval', asked))).toEqual({ num: 55n, den: 1n })
})
