import { expect, test } from 'vitest'
import { book, ofR1 } from '../example-forecasts.ts'

test('the months that are over are added up', () => {
  expect(ofR1('ytd-forecast', '2025-03')).toEqual({ kind: 'amount', amount: 52_000_000n })
  expect(ofR1('ytd-forecast', '2025-03', '2025-03-15')).toEqual({ kind: 'amount', amount: 30_000_000n })
})

test('there is none where no month had one', () => {
  expect(book.outcome('ytd-forecast', { scope: 'rep', entity: 'R2', period: '2025-03' })).toEqual({
    kind: 'none',
    reason: 'no-estimate',
  })
})
