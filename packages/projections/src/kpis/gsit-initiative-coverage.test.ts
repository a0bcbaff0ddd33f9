import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned } from '../example-plans.ts'
import { gsitInitiativeCoverage } from './gsit-initiative-coverage.ts'

test('the part of the initiatives that somebody does something about', () => {
  const tree = grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1'], ['i1', 's1'], ['i2', 's1'], ['t1', 'i2'], ['t2', 'i2'])
  expect(given(planned('PL1'), ...tree).ratio(gsitInitiativeCoverage, { period: 'FY2025' })).toEqual({ num: 1n, den: 2n })
})
