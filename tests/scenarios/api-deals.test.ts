import { afterAll, expect, test } from 'vitest'
import { openBook } from './api-book.ts'

const said = (recorded: string, type: string, data: Readonly<Record<string, unknown>>): string => {
  const recordedtime = `${recorded}T09:00:00Z`
  const id = `${type} ${Object.values(data)[0]} ${recorded}`
  return JSON.stringify({ specversion: '1.0', id, source: 'crm', type, recordedtime, data: { effectiveOn: recorded, ...data } })
}

const usd = { currency: 'USD' }
const deal = { accountId: 'A1', ownerId: 'R1', expectedCloseOn: '2025-03-28', ...usd }
const events = [
  said('2024-12-01', 'RepHired', { repId: 'R1', name: 'Ada', teamId: 'T1' }),
  said('2024-12-02', 'AccountRegistered', { accountId: 'A1', name: 'Delta' }),
  said('2024-12-03', 'AccountAssigned', { accountId: 'A1', repId: 'R1' }),
  said('2024-12-20', 'QuotaSet', { ownerId: 'R1', ownerType: 'rep', period: '2025-03', amount: '100000', ...usd }),
  said('2025-01-10', 'OpportunityOpened', { opportunityId: 'OP1', ...deal, amount: '30000', probability: '0.5' }),
  said('2025-01-11', 'OpportunityOpened', { opportunityId: 'OP2', ...deal, amount: '50000', probability: '0.2' }),
  said('2025-01-12', 'OpportunityOpened', { opportunityId: 'OP3', ...deal, amount: '4000', probability: '0.9' }),
  said('2025-02-03', 'OpportunityCompetitorAttached', { opportunityId: 'OP3', competitor: '=Rival' }),
  said('2025-02-04', 'OpportunityMarkedKeyDeal', { opportunityId: 'OP3' }),
  said('2025-02-10', 'OpportunityWon', { opportunityId: 'OP3' }),
  said('2025-03-03', 'OrderAccepted', { orderId: 'O1', accountId: 'A1', net: '40000', ...usd }),
  said('2025-03-20', 'OpportunityReopened', { opportunityId: 'OP3', reason: 'Not signed after all' }),
  said('2025-03-21', 'OpportunityLost', { opportunityId: 'OP3', reasonCode: 'price' }),
]

const book = await openBook()
await book.bring(events.join('\n'))
afterAll(() => book[Symbol.asyncDispose]())

const asked = (kpi: string, period: string, times = 'asOf=2025-04-01') =>
  book.get(`/v1/kpis/${kpi}?scope=rep&entity=R1&period=${period}&${times}`).then(({ body }) => body.rows[0])

test('the forecast of a month is what was sold and what its open deals are likely to bring, against its quota', async () => {
  expect(await asked('pipeline', '2025-03')).toMatchObject({ value: '80000.0000' })
  expect(await asked('weighted-pipeline', '2025-03')).toMatchObject({ value: '25000.0000' })
  expect(await asked('plan-forecast', '2025-03')).toMatchObject({ value: '65000.0000' })
  expect(await asked('plan-forecast-variance', '2025-03')).toMatchObject({ value: '-35000.0000' })
  expect(await asked('plan-forecast-attainment', '2025-03')).toMatchObject({ value: '0.650000', exact: { num: '13', den: '20' } })
  expect(await asked('plan-forecast-attainment', '2025-02')).toMatchObject({ value: null, reason: 'no-quota' })
  expect(await asked('pipeline-concentration', '2025-03')).toMatchObject({ value: '1.000000' })
})

test('a win that was reopened and lost stays a win as it was known, and on the days before', async () => {
  const won = (times?: string) => asked('won-opportunities', '2025-02', times)
  expect(await won()).toMatchObject({ value: 0 })
  expect(await won('asOf=2025-03-19')).toMatchObject({ value: 1 })
  expect(await won('asOf=2025-04-01&knownAt=2025-03-01T00:00:00Z')).toMatchObject({ value: 1 })
  expect(await asked('competitive-wins', '2025-Q1', 'asOf=2025-03-01')).toMatchObject({ value: 1 })
  expect(await asked('win-rate', '2025-Q1')).toMatchObject({ value: '0.000000' })
  expect(await asked('win-rate', '2025-01')).toMatchObject({ value: null, reason: 'no-base' })
})

test('each figure is explained by what happened to the deals, and is equal when folded anew', async () => {
  const cell = 'scope=rep&entity=R1&period=2025-02&asOf=2025-04-01'
  const { body } = await book.get(`/v1/kpis/won-opportunities/explain?${cell}`)
  expect(body.entries.map(({ delta, reason }: { delta: number; reason: string }) => [delta, reason])).toEqual([
    [1, 'won'],
    [-1, 'reopened'],
  ])
  for (const kpi of ['pipeline', 'weighted-pipeline', 'won-value', 'win-rate', 'plan-forecast', 'pipeline-concentration'])
    expect((await book.get(`/v1/kpis/${kpi}/verify?${cell}`)).body, kpi).toMatchObject({ equal: true })
})

test('the deals themselves stand in reports, as tables and as files', async () => {
  const { body } = await book.get('/v1/reports/pipeline?period=2025-03&asOf=2025-04-01')
  expect(
    body.rows.map(({ opportunityId, weighted, overdue }: Record<string, unknown>) => [opportunityId, weighted, overdue]),
  ).toEqual([
    ['OP1', '15000.0000', 'yes'],
    ['OP2', '10000.0000', 'yes'],
  ])
  const ended = await book.get('/v1/reports/wins-losses.csv?period=2025-Q1&asOf=2025-04-01')
  expect(ended.text).toContain("'=Rival")
  const key = await book.get('/v1/reports/key-deals?scope=rep&entity=R1&asOf=2025-03-01')
  expect(key.body.rows).toMatchObject([{ opportunityId: 'OP3', status: 'won', value: '4000.0000' }])
})
