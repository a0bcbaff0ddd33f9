import { expect, test } from 'vitest'
import { book, ofR1 } from '../example-forecasts.ts'

test('the months that are over and the forecasts of those to come make up the year', () => {
  const asked = { scope: 'rep' as const, entity: 'R1', period: '2025-02', asOf: '2025-02-28' }
  expect(book.outcome('sales-outlook', asked)).toEqual({
    kind: 'amount',
    amount: 51_000_000n,
    notes: { missingForecasts: '9' },
  })
})

test('there is none where nothing was forecast of what is to come', () => {
  expect(ofR1('sales-outlook', '2025-03')).toEqual({ kind: 'none', reason: 'no-estimate' })
})
