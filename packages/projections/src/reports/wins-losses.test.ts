import { expect, test } from 'vitest'
import { deals } from '../../../../tests/books/deals.ts'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample(deals)
const rowsOf = (parameters: object, asOf = '2025-04-01') => book.report('wins-losses', { ...parameters }, book.at(asOf))

test('what was won and lost stands by day, with the reason and who else was after it', async () => {
  const rows = await rowsOf({ period: '2025-Q1' })
  expect(rows).toMatchObject([
    {
      period: '2025-Q1',
      outcome: 'won',
      closedOn: '2025-02-20',
      opportunityId: 'OP4',
      teamId: 'T-East',
      value: '9500.0000',
      reasonCode: null,
      competitor: 'Rival Ltd',
      openDays: 36,
      keyDeal: 'yes',
      orderId: 'O99',
      note: 'Signed at the fair',
    },
    { outcome: 'lost', opportunityId: 'OP5', value: '4000.0000', reasonCode: 'price', competitor: null, orderId: null },
  ])
})

test('a loss stands in it until the deal is reopened', async () => {
  expect(await rowsOf({ period: '2025-03' }, '2025-03-09')).toMatchObject([{ opportunityId: 'OP2', competitor: 'Other Ltd' }])
  expect(await rowsOf({ period: '2025-03' })).toEqual([])
})

test('only wins or only losses may be asked for, of several periods', async () => {
  const asked = { period: ['2025-01', '2025-02'], outcome: 'lost' }
  expect((await rowsOf(asked)).map(({ opportunityId }) => opportunityId)).toEqual(['OP5'])
  expect((await rowsOf({ ...asked, outcome: 'won', scope: 'rep', entity: 'R3' })).length).toBe(0)
})
