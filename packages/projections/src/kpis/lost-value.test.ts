import { expect, test } from 'vitest'
import { deal, given, toldOf } from '../example-book.ts'

test('it is what was last expected of the deal', () => {
  const book = given(
    deal('OP1', '2025-01-10'),
    toldOf('OP1', ['AmountChanged', '2025-01-20'], { amount: '70.0000', currency: 'USD' }),
    toldOf('OP1', ['Lost', '2025-02-20']),
  )
  expect(book.value('lost-value', { period: '2025-Q1' })).toBe(700_000n)
  expect(book.value('lost-value', { period: '2025-Q1', scope: 'account', entity: 'A1' })).toBe(700_000n)
})
