import { expect, test } from 'vitest'
import { forecastOf, given } from '../example-book.ts'
import { ofR1 } from '../example-forecasts.ts'

test('what was known at the first instant of the month stands for ever', () => {
  expect(ofR1('opening-forecast', '2025-03')).toEqual({ kind: 'amount', amount: 25_000_000n })
})

test('the first instant itself counts, in the reporting zone, and a millisecond later is too late', () => {
  const of = (recordedAt: string) =>
    given(forecastOf('2025-03', '1.0000', recordedAt)).outcome('opening-forecast', {
      scope: 'rep',
      entity: 'R1',
      period: '2025-03',
    })
  expect(of('2025-03-01T00:00:00.000Z')).toEqual({ kind: 'amount', amount: 10_000n })
  expect(of('2025-03-01T00:00:00.001Z')).toEqual({ kind: 'none', reason: 'no-estimate' })
})
