import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { plansOfExample } from '../../../../tests/books/planned.ts'

const book = await openExample(plansOfExample)
const treeOn = (asOf: string) => book.report('gsit-tree', { plan: 'PL1' }, book.at(asOf))
const said = ({ nodeId, status, below, needed, covered }: Readonly<Record<string, unknown>>) =>
  `${nodeId} ${status} ${below}/${needed} ${covered}`

test('every node stands below the one it serves, with what is missing', async () => {
  expect((await treeOn('2025-02-10')).map(said)).toEqual([
    'g1 open 2/2 true',
    's1 open 1/1 true',
    'i1 open 1/1 true',
    't1 open 0/0 true',
    't2 dropped 0/0 null',
    's2 open 0/1 false',
    'g2 open 0/2 false',
  ])
})

test('each day has the tree as it stood', async () => {
  expect((await treeOn('2025-01-10')).map(said)).toEqual([
    'g1 open 1/2 false',
    's1 open 1/1 true',
    'i1 open 2/1 true',
    't1 open 0/0 false',
    't2 open 0/0 false',
    'g2 open 0/2 false',
  ])
  expect((await treeOn('2025-04-01'))[3]).toEqual({
    planId: 'PL1',
    accountId: 'A1',
    nodeId: 't1',
    parentId: 'i1',
    kind: 'tactic',
    text: 'Ask for an hour',
    ownerId: 'R1',
    due: '2025-02-28',
    status: 'completed',
    below: 0,
    needed: 0,
    covered: true,
  })
})

test('trees are found by account', async () => {
  const rows = await book.report('gsit-tree', { account: 'A2' }, book.at('2025-04-01'))
  expect(rows).toEqual([])
})
