import { expect, test } from 'vitest'
import { openBook } from './api-book.ts'

const line = (id: string, type: string, data: object): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'erp',
    type,
    time: '2025-03-20T10:00:00Z',
    recordedtime: '2025-03-20T10:00:00Z',
    data,
  })

const account = (accountId: string, industry: string): string =>
  line(`acc-${accountId}`, 'AccountRegistered', { accountId, name: `The ${accountId}`, industry })
const assigned = (accountId: string, repId: string): string =>
  line(`as-${accountId}`, 'AccountAssigned', { accountId, repId, effectiveOn: '2024-01-01' })
const order = (orderId: string, accountId: string, effectiveOn: string): string =>
  line(orderId, 'OrderAccepted', { orderId, accountId, effectiveOn, currency: 'USD', net: '100.0000' })

/** A2 of R2 bought monthly up to February, A5 of R3 in the middle of each month and in March; A5 is lost since then. */
const openPair = async () => {
  const book = await openBook()
  await book.bring(
    [
      account('A2', 'HLT'),
      account('A5', 'RTL'),
      assigned('A2', 'R2'),
      assigned('A5', 'R3'),
      ...['2024-11-01', '2024-12-01', '2025-01-01', '2025-02-01'].map((day, place) => order(`O${place}`, 'A2', day)),
      ...['2024-11-16', '2024-12-16', '2025-01-16', '2025-02-15'].map((day, place) => order(`P${place}`, 'A5', day)),
      line('lost', 'AccountLost', {
        accountId: 'A5',
        effectiveOn: '2025-03-10',
        reasonCode: 'price',
        reasonClass: 'preventable',
        competitor: 'Other',
      }),
    ].join('\n'),
  )
  const decide = async (path: string, payload: object) => {
    const { position } = (await book.app.inject({ method: 'POST', url: path, payload })).json()
    return `minPosition=${position}`
  }
  const rows = async (report: string, query: string) =>
    (await book.get(`/v1/reports/${report}?asOf=2025-03-31&${query}`)).body.rows
  return { ...book, decide, rows, [Symbol.asyncDispose]: book[Symbol.asyncDispose] }
}

const both = { absorbedId: 'A5', reason: 'one company after all', keepStatus: 'lost' }

test('reports know one customer once two accounts are merged, and two again once they are parted', async () => {
  await using book = await openPair()
  const known = await book.decide('/v1/accounts/A2/merge', both)
  expect(await book.rows('lost-accounts', known)).toMatchObject([
    {
      accountId: 'A2',
      accountName: 'The A2',
      industry: 'HLT',
      repAtLoss: 'R2',
      lostOn: '2025-03-10',
      firstOrderOn: '2024-11-01',
      lastOrderOn: '2025-02-15',
      r12BeforeLoss: '800.0000',
      competitor: 'Other',
    },
  ])
  const parted = await book.decide('/v1/accounts/A2/unmerge', { absorbedId: 'A5', reason: 'two after all' })
  expect(await book.rows('lost-accounts', parted)).toMatchObject([
    { accountId: 'A5', repAtLoss: 'R3', industry: 'RTL', r12BeforeLoss: '400.0000' },
  ])
})

test('the rhythm of a customer is that of all his accounts, and none of them is listed beside him', async () => {
  await using book = await openPair()
  const listed = async (known: string) => (await book.rows('overdue-buyers', known)) as readonly Record<string, unknown>[]
  expect(await listed('')).toMatchObject([{ accountId: 'A2', medianInterval: '31.0', lifetimeSales: '400.0000' }])
  const known = await book.decide('/v1/accounts/A2/merge', { ...both, keepStatus: 'active' })
  expect(await listed(known)).toMatchObject([
    { accountId: 'A2', ownerNow: 'R2', medianInterval: '15.0', lifetimeSales: '800.0000', lastOrderOn: '2025-02-15' },
  ])
})

test('who owned an absorbed account stays told, since it says who is credited', async () => {
  await using book = await openPair()
  const known = await book.decide('/v1/accounts/A2/merge', both)
  const history = await book.rows('assignment-history', known)
  expect(history.map((row: { accountId: string }) => row.accountId)).toEqual(['A2', 'A5'])
})

test('the impact of a merge names the cells of both accounts, and each holds against the raw events', async () => {
  await using book = await openPair()
  const known = await book.decide('/v1/accounts/A2/merge', both)
  const [{ eventId }] = (await book.get('/v1/events?type=AccountsMerged')).body.items
  const impact = (await book.get(`/v1/events/${eventId}/impact`)).body
  const sales = impact.kpis.find(({ kpi }: { kpi: string }) => kpi === 'net-sales')
  expect(sales.cells).toContainEqual(
    expect.objectContaining({
      scope: 'account',
      entity: 'A5',
      period: '2025-01',
      delta: '-100.0000',
      reason: 'merged',
      after: '0.0000',
    }),
  )
  for (const entity of ['A2', 'A5']) {
    const cell = `scope=account&entity=${entity}&period=2025-01&asOf=2025-03-31&${known}`
    expect((await book.get(`/v1/kpis/net-sales/verify?${cell}`)).body).toMatchObject({ equal: true })
    const explained = (await book.get(`/v1/kpis/net-sales/explain?${cell}`)).body
    expect(explained.value).toBe(entity === 'A2' ? '200.0000' : '0.0000')
  }
})

test('a profile is that of the day asked for', async () => {
  await using book = await openPair()
  const change = { changes: { name: 'Acme Group', industry: 'MFG' }, effectiveOn: '2025-03-20' }
  const known = await book.decide('/v1/accounts/A5/change-profile', change)
  expect(await book.rows('lost-accounts', known)).toMatchObject([{ accountName: 'Acme Group', industry: 'RTL' }])
  const before = (await book.get(`/v1/reports/lost-accounts?asOf=2025-03-19&${known}`)).body.rows
  expect(before).toMatchObject([{ accountName: 'The A5', industry: 'RTL' }])
})
