import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned } from '../example-plans.ts'
import { gsitStrategyCoverage } from './gsit-strategy-coverage.ts'

test('the part of the strategies that something is done about', () => {
  const tree = grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1'], ['s2', 'g1'], ['s3', 'g1'], ['i1', 's2'])
  expect(given(planned('PL1'), ...tree).ratio(gsitStrategyCoverage, { period: 'FY2025' })).toEqual({ num: 1n, den: 3n })
})
