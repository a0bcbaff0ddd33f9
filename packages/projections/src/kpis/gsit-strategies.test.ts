import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned } from '../example-plans.ts'

test('strategies count from the day they are set up', () => {
  const { value } = given(
    planned('PL1'),
    ...grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1']),
    ...grown('PL1', '2025-03-01', ['s2', 'g1']),
  )
  const on = (asOf: string) => value('gsit-strategies', { period: 'FY2025', asOf })
  expect(['2025-01-01', '2025-03-01'].map(on)).toEqual([1n, 2n])
})
