import { expect, test } from 'vitest'
import { openBook } from './api-book.ts'

type Told = readonly [type: string, effectiveOn: string, data: object]

/** A book that was sent some events of A1 and A2, as a feed would. */
const openTold = async (told: readonly Told[]) => {
  const book = await openBook()
  const events = [
    ['AccountRegistered', '2025-01-01', { accountId: 'A1', name: 'Acme' }] as const,
    ['AccountRegistered', '2025-01-01', { accountId: 'A2', name: 'Birch' }] as const,
    ...told,
  ].map(([type, effectiveOn, data], place) => ({
    ...{ specversion: '1.0', source: 'crm', id: `E${place}`, type },
    data: type === 'AccountRegistered' ? data : { effectiveOn, ...data },
  }))
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  const answer = await book.app.inject({ method: 'POST', url: '/v1/events', headers, payload: events })
  expect(answer.json().summary, JSON.stringify(answer.json().results)).toMatchObject({
    accepted: events.length,
    rejected: 0,
    quarantined: 0,
  })
  const read = async (path: string) => (await book.get(`${path}&asOf=2025-12-31&minPosition=${answer.json().position}`)).body
  return { ...book, read }
}

const sold = (orderId: string, accountId: string, net: string): Told => [
  'OrderAccepted',
  '2025-03-01',
  { orderId, accountId, currency: 'USD', lines: [{ lineId: '1', family: 'bikes', net, cost: '10000.0000' }] },
]

const estimated: Told = [
  'WalletEstimated',
  '2025-01-01',
  {
    ...{ accountId: 'A1', category: 'bikes', amount: '160000', currency: 'USD' },
    ...{ effectiveUntil: '2026-01-01', basis: 'survey', confidence: 'high' },
  },
]

test('the share of a wallet is a quarter, is explained, and is what the raw events say', async () => {
  await using book = await openTold([estimated, sold('O1', 'A1', '40000.0000')])
  const of = 'scope=account&entity=A1&period=FY2025'
  const { rows } = await book.read(`/v1/kpis/wallet-share?${of}`)
  expect(rows).toEqual([{ entity: 'A1', period: 'FY2025', value: '0.250000', exact: { num: '1', den: '4' } }])
  expect(await book.read(`/v1/kpis/wallet-share/verify?${of}`)).toMatchObject({ equal: true, served: '0.250000' })
  expect(await book.read(`/v1/kpis/gross-margin?${of}`)).toMatchObject({ rows: [{ value: '0.750000' }] })
  expect(await book.read('/v1/reports/wallet?account=A1')).toMatchObject({
    rows: [{ accountId: 'A1', category: 'bikes', share: '0.250000', basis: 'survey', confidence: 'high', ageDays: 364 }],
  })
})

test('merged accounts share their sales and their wallets, and what is owed to them', async () => {
  const owed: Told = [
    'DependencyRaised',
    '2025-03-01',
    { dependencyId: 'D1', accountId: 'A2', owingFunction: 'legal', ownerId: 'L7', neededBy: '2025-04-01' },
  ]
  const merged: Told = ['AccountsMerged', '2025-03-20', { survivorId: 'A1', absorbedId: 'A2', reason: 'one customer' }]
  await using book = await openTold([estimated, sold('O1', 'A1', '40000.0000'), sold('O2', 'A2', '24000.0000'), owed, merged])
  const shareOf = async (kpi: string, entity: string) =>
    (await book.read(`/v1/kpis/${kpi}?scope=account&entity=${entity}&period=FY2025`)).rows[0]?.value
  expect([await shareOf('wallet-share', 'A1'), await shareOf('wallet-share', 'A2')]).toEqual(['0.400000', null])
  expect([await shareOf('dependencies-overdue', 'A1'), await shareOf('dependencies-overdue', 'A2')]).toEqual([1, 0])
})
