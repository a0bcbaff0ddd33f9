import { expect, test } from 'vitest'
import { deals, told } from '../../../../tests/books/deals.ts'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample([...deals, told('OP3', ['OpportunityMarkedKeyDeal', '2025-03-20'])])
const rowsOf = (parameters: object, asOf = '2025-04-01') => book.report('key-deals', { ...parameters }, book.at(asOf))

test('key deals stand with value, stage, status and their part of the weighted pipeline', async () => {
  expect(await rowsOf({})).toMatchObject([
    { opportunityId: 'OP1', status: 'open', value: '30000.0000', shareOfPipeline: '0.555556', reason: 'Opens the plant' },
    { opportunityId: 'OP4', status: 'won', value: '9500.0000', weighted: null, shareOfPipeline: null, closedOn: '2025-02-20' },
    { opportunityId: 'OP3', status: 'open', value: '8000.0000', shareOfPipeline: '0.074074', markedOn: '2025-03-20' },
  ])
})

test('the share of the top three is of all open deals, marked or not', async () => {
  const [first] = await rowsOf({}, '2025-02-01')
  // 15000, 10000 and 4500 of 33500: OP5 and OP3 weigh 2000 each.
  expect(first).toMatchObject({ topThreeShare: '0.880597' })
})

test('one status, or the deals of one rep, may be asked for', async () => {
  const ids = async (parameters: object) => (await rowsOf(parameters)).map(({ opportunityId }) => opportunityId)
  expect(await ids({ status: 'open' })).toEqual(['OP1', 'OP3'])
  expect(await ids({ status: 'lost' })).toEqual([])
  expect(await ids({ scope: 'rep', entity: 'R1' })).toEqual(['OP1', 'OP4'])
  expect((await rowsOf({ scope: 'rep', entity: 'R3' }))[0]).toMatchObject({
    shareOfPipeline: '1.000000',
    topThreeShare: '1.000000',
  })
})
