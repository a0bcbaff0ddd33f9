import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned, toldOf } from '../example-plans.ts'

test('a tactic is covered once it has an owner and a due date', () => {
  const words = (on: string, data: object) => toldOf('PL1', 'NodeReworded', [on, { nodeId: 't1', ...data }])
  const { value } = given(
    planned('PL1'),
    ...grown('PL1', '2025-01-01', ['g1'], ['s1', 'g1'], ['i1', 's1'], ['t1', 'i1']),
    toldOf('PL1', 'TacticAdded', [
      '2025-01-05',
      { tacticId: 't2', initiativeId: 'i1', text: 'Ask for an hour', ownerId: 'R1', due: '2025-03-31' },
    ]),
    words('2025-02-01', { ownerId: 'R1' }),
    words('2025-02-10', { due: '2025-04-30' }),
    words('2025-03-01', { due: '2025-05-31' }),
  )
  const on = (asOf: string) => value('gsit-tactics-covered', { period: 'FY2025', asOf })
  expect(['2025-01-04', '2025-01-05', '2025-02-09', '2025-02-10', '2025-03-01'].map(on)).toEqual([0n, 1n, 1n, 2n, 2n])
})
