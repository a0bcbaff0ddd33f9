import { expect, test } from 'vitest'
import { ofR1 } from '../example-forecasts.ts'

test('what was submitted in the course of a month does not count', () => {
  expect(ofR1('forecast-bias', '2025-Q1')).toEqual({ num: 4n, den: 51n })
})

test('months that are not over are left out', () => {
  expect(ofR1('forecast-bias', '2025-Q1', '2025-01-30')).toEqual({ kind: 'none', reason: 'no-estimate' })
})
