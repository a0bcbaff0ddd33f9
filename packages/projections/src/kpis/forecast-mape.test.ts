import { expect, test } from 'vitest'
import { assigned, exactly, forecastOf, given, registered, sold } from '../example-book.ts'
import { before, ofR1 } from '../example-forecasts.ts'

test('what was submitted in the course of a month does not count', () => {
  expect(ofR1('forecast-mape', '2025-Q1')).toEqual({ num: 2n, den: 9n })
})

test('months that are not over are left out', () => {
  expect(ofR1('forecast-mape', '2025-Q1', '2025-01-30')).toEqual({ kind: 'none', reason: 'no-estimate' })
})

test('a month without sales is left out, and said to be', () => {
  const quiet = given(
    registered('A1'),
    assigned('A1', '2024-01-01', ['R1', 10_000]),
    forecastOf('2025-01', '5.0000', before),
    forecastOf('2025-02', '150.0000', before),
    sold('2025-02-08', '100.0000'),
  )
  const outcome = quiet.outcome('forecast-mape', { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf: '2025-04-01' })
  expect(outcome).toMatchObject({ notes: { excluded: '1' } })
  expect(exactly(outcome)).toEqual({ num: 1n, den: 2n })
})
