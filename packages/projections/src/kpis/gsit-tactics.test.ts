import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned, toldOf } from '../example-plans.ts'

test('tactics count until they are given up; done, they count on', () => {
  const { value } = given(
    planned('PL1'),
    ...grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1'], ['i1', 's1'], ['t1', 'i1'], ['t2', 'i1']),
    toldOf('PL1', 'TacticDropped', ['2025-02-01', { tacticId: 't1' }]),
    toldOf('PL1', 'TacticCompleted', ['2025-03-01', { tacticId: 't2' }]),
  )
  const on = (asOf: string) => value('gsit-tactics', { period: 'FY2025', asOf })
  expect(['2025-01-31', '2025-02-01', '2025-03-01'].map(on)).toEqual([2n, 1n, 1n])
})
