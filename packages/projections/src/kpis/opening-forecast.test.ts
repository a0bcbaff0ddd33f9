import { expect, test } from 'vitest'
import { assigned, exactly, forecastOf, given, registered, sold } from '../example-book.ts'

const before = '2024-12-20T12:00:00Z'
const book = given(
  registered('A1'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  forecastOf('2025-01', '1500.0000', before),
  forecastOf('2025-02', '1500.0000', before),
  forecastOf('2025-03', '2500.0000', before),
  sold('2025-01-09', '1800.0000'),
  sold('2025-02-08', '1100.0000'),
  sold('2025-03-12', '2200.0000'),
  forecastOf('2025-03', '2200.0000', '2025-03-17T12:00:00Z'),
)
const ofR1 = (kpi: string, period: string, asOf = '2025-04-01') =>
  exactly(book.outcome(kpi, { scope: 'rep', entity: 'R1', period, asOf }))

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
