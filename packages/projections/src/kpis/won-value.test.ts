import { expect, test } from 'vitest'
import { deal, given, rate, toldOf } from '../example-book.ts'

test('it is what the deal was won for, else what was last expected', () => {
  const changed = toldOf('OP2', ['AmountChanged', '2025-01-20'], { amount: '70.0000', currency: 'USD' })
  const book = given(
    deal('OP1', '2025-01-10'),
    toldOf('OP1', ['Won', '2025-02-20'], { amount: '90.0000' }),
    deal('OP2', '2025-01-10'),
    changed,
    toldOf('OP2', ['Won', '2025-02-21']),
  )
  expect(book.value('won-value', { period: '2025-02' })).toBe(1_600_000n)
  expect(book.value('won-value', { period: '2025-02', asOf: '2025-02-20' })).toBe(900_000n)
})

test('it is converted at the rate of the day on which it was won', () => {
  const book = given(
    rate('2025-01-10', { base: 'EUR', rate: '1.1' }),
    rate('2025-02-20', { base: 'EUR', rate: '1.2' }),
    deal('OP1', '2025-01-10', { currency: 'EUR' }),
    toldOf('OP1', ['Won', '2025-02-20']),
  )
  expect(book.value('won-value', { period: '2025-02' })).toBe(1_200_000n)
})
