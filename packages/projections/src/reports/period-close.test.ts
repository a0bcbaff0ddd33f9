import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample()
const rowsOf = async (parameters: object, asOf = '2025-04-01') => book.report('period-close', { ...parameters }, book.at(asOf))

test('a closed month stands as it was closed, as it is, and with what came in between', async () => {
  const rows = await rowsOf({ period: '2025-02', kpi: 'net-sales' })
  expect(rows).toMatchObject([
    {
      ownerType: 'org',
      ownerId: 'ORG',
      asClosed: '500.0000',
      live: '600.0000',
      ppa: '100.0000',
      causingEvents: [{ id: 'O10c' }],
    },
    { ownerType: 'team', ownerId: 'T-East', ppa: '100.0000' },
    { ownerType: 'team', ownerId: 'T-West', ppa: '0.0000', causingEvents: [] },
    { ownerType: 'rep', ownerId: 'R1', asClosed: '1000.0000', live: '1100.0000', ppa: '100.0000' },
    { ownerType: 'rep', ownerId: 'R2' },
    { ownerType: 'rep', ownerId: 'R3', asClosed: '-500.0000', live: '-500.0000', ppa: '0.0000' },
  ])
})

test('only what has changed is listed where that is asked for, and an open month is not', async () => {
  const changed = await rowsOf({ scope: 'rep', changed: 'true' })
  expect(changed.map(({ ownerId, kpi }) => `${ownerId} ${kpi}`)).toEqual(['R1 net-sales', 'R1 gross-sales'])
  expect(await rowsOf({ period: '2025-03' })).toEqual([])
})
