import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned, toldOf } from '../example-plans.ts'

test('a tactic covers an initiative until it is given up', () => {
  const { value } = given(
    planned('PL1'),
    ...grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1'], ['i1', 's1'], ['t1', 'i1']),
    toldOf('PL1', 'TacticDropped', ['2025-02-01', { tacticId: 't1' }]),
    ...grown('PL1', '2025-03-01', ['t2', 'i1']),
    ...grown('PL1', '2025-04-01', ['t3', 'i1']),
    toldOf('PL1', 'TacticDropped', ['2025-04-01', { tacticId: 't2' }]),
    toldOf('PL1', 'TacticCompleted', ['2025-05-01', { tacticId: 't3' }]),
  )
  const on = (asOf: string) => value('gsit-initiatives-covered', { period: 'FY2025', asOf })
  expect(['2025-01-31', '2025-02-01', '2025-03-01', '2025-04-01', '2025-05-01'].map(on)).toEqual([1n, 0n, 1n, 1n, 1n])
})
