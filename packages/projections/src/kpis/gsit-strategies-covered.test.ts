import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned } from '../example-plans.ts'

test('one initiative covers a strategy', () => {
  const { value } = given(
    planned('PL1'),
    ...grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1'], ['s2', 'g1']),
    ...grown('PL1', '2025-03-01', ['i1', 's2']),
    ...grown('PL1', '2025-04-01', ['i2', 's2']),
  )
  const on = (asOf: string) => value('gsit-strategies-covered', { period: 'FY2025', asOf })
  expect(['2025-02-28', '2025-03-01', '2025-04-01'].map(on)).toEqual([0n, 1n, 1n])
})
