import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned, toldOf } from '../example-plans.ts'
import { gsitTacticCoverage } from './gsit-tactic-coverage.ts'

test('the part of the tactics that somebody answers for by a day', () => {
  const book = given(
    planned('PL1'),
    ...grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1'], ['i1', 's1'], ['t1', 'i1'], ['t2', 'i1'], ['t3', 'i1']),
    toldOf('PL1', 'NodeReworded', ['2025-01-02', { nodeId: 't2', ownerId: 'R1', due: '2025-04-30' }]),
    toldOf('PL1', 'TacticDropped', ['2025-01-02', { tacticId: 't3' }]),
  )
  expect(book.ratio(gsitTacticCoverage, { period: 'FY2025' })).toEqual({ num: 1n, den: 2n })
})
