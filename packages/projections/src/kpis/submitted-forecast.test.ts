import { expect, test } from 'vitest'
import { book, ofR1 } from '../example-forecasts.ts'

test('the latest forecast of a month wins', () => {
  expect(ofR1('submitted-forecast', '2025-03')).toEqual({ kind: 'amount', amount: 22_000_000n })
  expect(ofR1('submitted-forecast', '2025-Q1')).toEqual({ kind: 'amount', amount: 52_000_000n })
  expect(ofR1('submitted-forecast', '2025-04')).toEqual({ kind: 'none', reason: 'no-estimate' })
})

test('an organisation without a forecast of its own adds up those of its reps', () => {
  expect(book.outcome('submitted-forecast', { period: '2025-03' })).toEqual({ kind: 'amount', amount: 22_000_000n })
})
