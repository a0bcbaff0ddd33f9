import { expect, test } from 'vitest'
import { deals } from '../../../../tests/books/deals.ts'
import { openExample } from '../../../../tests/books/example.ts'
import type { Line } from '../../../../tests/books/worked-example.ts'

const book = await openExample(deals)
const rowsOf = (parameters: object, asOf = '2025-04-01', knownAt?: string) =>
  book.report('pipeline', { ...parameters }, book.at(asOf, knownAt))
const idsOf = async (parameters: object, asOf?: string, knownAt?: string) =>
  (await rowsOf(parameters, asOf, knownAt)).map(({ opportunityId }) => opportunityId)

test('every open deal stands with its value, its age and whether it is overdue, the heaviest first', async () => {
  const rows = await rowsOf({})
  expect(rows.map(({ opportunityId }) => opportunityId)).toEqual(['OP1', 'OP2', 'OP3', 'OP6'])
  expect(rows[0]).toEqual({
    opportunityId: 'OP1',
    name: 'Two more halls',
    accountId: 'A1',
    ownerId: 'R1',
    teamId: 'T-East',
    productId: 'HALL',
    family: 'buildings',
    stage: 'engaging',
    amount: '30000.0000',
    probability: '0.5000',
    weighted: '15000.0000',
    dealAmount: '30000.0000',
    dealCurrency: 'USD',
    openedOn: '2025-01-10',
    ageDays: 81,
    expectedCloseOn: '2025-03-31',
    expectedIn: '2025-03',
    overdue: 'yes',
    competitor: 'Rival Ltd',
    keyDeal: 'yes',
  })
})

test('a deal that no rate converts stands last, with its own amount', async () => {
  expect((await rowsOf({})).at(-1)).toMatchObject({ amount: null, weighted: null, dealAmount: '700.0000', dealCurrency: 'EUR' })
})

test('the deals of a period add up to its pipeline', async () => {
  const rows = await rowsOf({ period: '2025-03' })
  expect(rows.map(({ amount, weighted }) => [amount, weighted])).toEqual([
    ['30000.0000', '15000.0000'],
    ['50000.0000', '10000.0000'],
  ])
  const asked = { kpi: 'pipeline', scope: 'org', periods: ['2025-03'] } as const
  expect(await book.answers.values(asked, book.at('2025-04-01'))).toMatchObject({ value: { rows: [{ value: '80000.0000' }] } })
})

test('it is as of the day, as it was known', async () => {
  expect(await idsOf({}, '2025-02-01')).toEqual(['OP1', 'OP2', 'OP4', 'OP3', 'OP5'])
  expect(await idsOf({ period: '2025-03' }, '2025-03-05')).toEqual(['OP1'])
  expect(await idsOf({ period: '2025-03' }, '2025-04-01', '2025-03-01T00:00:00Z')).toEqual(['OP1', 'OP2'])
})

test('deals may be asked for by whose they are, their stage, and what is overdue', async () => {
  expect(await idsOf({ scope: 'rep', entity: 'R1' })).toEqual(['OP1', 'OP6'])
  expect(await idsOf({ scope: 'team', entity: 'T-West' })).toEqual(['OP3'])
  expect(await idsOf({ scope: 'account', entity: 'A3' })).toEqual(['OP2'])
  expect(await idsOf({ entity: 'A3' })).toEqual(['OP2'])
  expect(await idsOf({ stage: 'prospecting' })).toEqual(['OP2'])
  expect(await idsOf({ overdue: 'true' })).toEqual(['OP1', 'OP2'])
})

test('a deal is of its own family, else of that of its product', async () => {
  const registered = (productId: string, family: string): Line => ({
    id: `product-${productId}`,
    type: 'ProductRegistered',
    effectiveOn: '2024-01-01',
    recordedAt: '2024-01-02T09:00:00Z',
    stream: `product-${productId}`,
    data: { productId, family },
  })
  const changed = deals.map((line) =>
    line.id === 'OP2-OpportunityOpened-2025-01-12' ? { ...line, data: { ...line.data, productId: 'SHED' } } : line,
  )
  const { report, at } = await openExample([...changed, registered('HALL', 'steel'), registered('SHED', 'timber')])
  const rows = await report('pipeline', {}, at('2025-04-01'))
  expect(rows.map(({ opportunityId, family }) => `${opportunityId} ${family}`)).toEqual([
    'OP1 buildings',
    'OP2 timber',
    'OP3 null',
    'OP6 null',
  ])
})
