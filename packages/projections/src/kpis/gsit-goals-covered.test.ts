import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned } from '../example-plans.ts'

test('a goal is covered from the day of its second strategy on', () => {
  const { value } = given(
    planned('PL1'),
    ...grown('PL1', '2025-01-01', ['g1'], ['g2'], ['s1', 'g1'], ['s4', 'g2']),
    ...grown('PL1', '2025-02-10', ['s2', 'g1']),
    ...grown('PL1', '2025-02-05', ['s3', 'g1']),
  )
  const on = (asOf: string) => value('gsit-goals-covered', { period: 'FY2025', asOf })
  expect(['2025-02-04', '2025-02-05', '2025-12-31'].map(on)).toEqual([0n, 1n, 1n])
})
