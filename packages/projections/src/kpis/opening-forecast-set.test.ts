import { expect, test } from 'vitest'
import { forecastOf, given } from '../example-book.ts'

test('a forecast of zero is set', () => {
  const { value } = given(forecastOf('2025-03', '0.0000', '2025-01-02T00:00:00Z'))
  const of = (period: string) => value('opening-forecast-set', { scope: 'rep', entity: 'R1', period })
  expect([of('2025-03'), of('2025-04')]).toEqual([1n, 0n])
})
