import { expect, test } from 'vitest'
import { openBook } from './api-book.ts'

/** A book that people work in through HTTP: what is posted is waited for before it is read. */
const openLists = async (now?: number) => {
  const book = await openBook(now)
  const last = { position: '0' }
  const post = async (url: string, payload: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await book.app.inject({ method: 'POST', url, payload, headers })
    const body = answer.json()
    last.position = body.position ?? last.position
    return { status: answer.statusCode, body }
  }
  const send = async (events: readonly object[]) => {
    const payload = JSON.stringify(events)
    const headers = { 'content-type': 'application/cloudevents-batch+json' }
    const { summary, position } = (await book.app.inject({ method: 'POST', url: '/v1/events', headers, payload })).json()
    expect(summary).toMatchObject({ accepted: events.length })
    last.position = position
  }
  const told = async (url: string, payload: object) => {
    const { status, body } = await post(url, payload)
    return status < 300 ? status : [status, body.code]
  }
  const rows = async (report: string, query = '') => {
    const answer = await book.get(`/v1/reports/${report}?minPosition=${last.position}&limit=1000${query}`)
    expect(answer.status).toBe(200)
    return answer.body.rows as readonly Readonly<Record<string, unknown>>[]
  }
  const value = async (kpi: string, query: string) =>
    (await book.get(`/v1/kpis/${kpi}?minPosition=${last.position}&${query}`)).body.rows[0].value
  return { ...book, last, post, send, told, rows, value }
}

const event = (type: string, id: string, data: object) => ({ specversion: '1.0', id, source: 'erp', type, data })

const account = (accountId: string, repId: string, more: object = {}) => [
  event('AccountRegistered', `acc-${accountId}`, { accountId, name: `The ${accountId}`, effectiveOn: '2024-01-01', ...more }),
  event('AccountAssigned', `as-${accountId}`, { accountId, repId, effectiveOn: '2024-01-01' }),
]

const order = (accountId: string, effectiveOn: string, net: string) =>
  event('OrderAccepted', `o-${accountId}-${effectiveOn}`, {
    orderId: `o-${accountId}-${effectiveOn}`,
    accountId,
    effectiveOn,
    currency: 'USD',
    net,
  })

const sales = ['90', '80', '70', '70', '50', '40', '30', '20', '10', '5']
const clients = sales.map((net, index) => [`C${index}`, net] as const)

const april = Date.UTC(2025, 3, 1, 12)

test('until the first review no account is KEY, and whoever asks is told why', async () => {
  await using book = await openLists(april)
  await book.send([...account('C0', 'R1'), order('C0', '2024-12-10', '90')])
  const keyAccounts = async (period: string) => {
    const { body } = await book.get(`/v1/kpis/key-accounts?scope=org&period=${period}&minPosition=${book.last.position}`)
    return [body.rows[0].value, body.note]
  }
  const note =
    'key-accounts counts from the first KeyReviewRun (POST /v1/key-reviews) on, and there is none by then; the reports key-cut-off and account-list show whom a review on the day would make KEY.'
  expect(await keyAccounts('2025-04')).toEqual([0, note])
  expect(await book.told('/v1/key-reviews', { reviewId: 'V1', effectiveOn: '2025-04-01' })).toBe(201)
  expect(await keyAccounts('2025-04')).toEqual([1, undefined])
  expect(await keyAccounts('2025-03')).toEqual([0, note])
})

test('the account lists of a year, in the steps in which they are kept', async () => {
  await using book = await openLists(april)
  await book.send([
    ...clients.flatMap(([accountId], index) => account(accountId, index % 2 === 0 ? 'R1' : 'R2')),
    ...['P1', 'P2', 'P3'].flatMap((accountId) => account(accountId, 'R1')),
    ...clients.map(([accountId, net]) => order(accountId, '2024-12-10', net)),
    order('P3', '2024-03-01', '500'),
  ])
  // What is one customer is made one.
  await book.send([...account('C2b', 'R1'), order('C2b', '2024-12-10', '30'), order('C2', '2024-12-11', '-30')])
  expect(await book.told('/v1/accounts/C2/merge', { absorbedId: 'C2b', reason: 'one company after all' })).toBe(201)
  // Clients are ranked, the level is set, all are classified.
  const run = await book.post('/v1/key-reviews', { reviewId: 'V1', effectiveOn: '2025-04-01' })
  expect(run.status).toBe(201)
  expect(run.body.event.data).toMatchObject({ nClients: 10, k: 3, keyLevel: '70.0000', keyCount: 4, nextReviewOn: '2025-10-01' })
  expect(await book.told('/v1/key-reviews', { reviewId: 'V2', effectiveOn: '2025-03-20' })).toEqual([409, 'review-too-soon'])
  expect(await book.told('/v1/key-reviews', { reviewId: 'V1', effectiveOn: '2025-04-01' })).toBe(200)
  expect(await book.value('key-accounts', 'scope=org&period=2025-04')).toBe(4)
  expect(await book.value('key-accounts', 'scope=rep&entity=R1&period=2025-04')).toBe(2)
  // The seller reads his list.
  const list = (await book.rows('account-list', '&entity=R1')).map(({ section, rank, accountId }) => [section, rank, accountId])
  expect(list).toEqual([
    ['KEY', 1, 'C0'],
    ['KEY', 2, 'C2'],
    ['SECONDARY', 1, 'C4'],
    ['SECONDARY', 2, 'C6'],
    ['SECONDARY', 3, 'C8'],
  ])
  // He chooses prospects, of whom none buys.
  expect(await book.told('/v1/seller-lists/R1/targets', { accountIds: ['P1', 'C9'] })).toEqual([422, 'not-a-prospect'])
  expect(await book.told('/v1/seller-lists/R1/targets', { accountIds: ['P1'] })).toBe(201)
  expect(await book.told('/v1/seller-lists/R2/leads', { accountIds: ['P1'] })).toEqual([409, 'on-another-list'])
  expect(await book.told('/v1/seller-lists/R2/leads', { accountIds: ['P2'] })).toBe(201)
  expect(await book.value('targets', 'scope=rep&entity=R1&period=2025-04')).toBe(1)
  // Whom nobody works on goes onto the list of those that nobody has, and comes back with a seller.
  expect(await book.told('/v1/accounts/P3/move-to-lka', { reason: 'nothing bought for a year' })).toBe(201)
  expect(await book.rows('lka-list')).toMatchObject([
    { accountId: 'P3', accountName: 'The P3', previousRepId: 'R1', movedOn: '2025-04-01', lastOrderOn: '2024-03-01' },
  ])
  expect(await book.told('/v1/accounts/P3/take-from-lka', { repId: 'R2' })).toBe(201)
  expect(await book.rows('lka-list')).toEqual([])
  // A prospect that is given up leaves the list of its seller, and another one may go for it.
  expect(await book.told('/v1/accounts/P1/move-to-lka', {})).toBe(201)
  expect(await book.rows('account-list', '&section=TARGET')).toEqual([])
  expect(await book.rows('lka-list')).toMatchObject([{ accountId: 'P1', previousRepId: 'R1', movedOn: '2025-04-01' }])
  expect(await book.value('targets', 'scope=rep&entity=R1&period=2025-04')).toBe(0)
  expect(await book.told('/v1/seller-lists/R2/targets', { accountIds: ['P1'] })).toBe(201)
  expect(await book.rows('lka-list')).toEqual([])
  // Somebody keeps the lists, and goes through them every month.
  expect(await book.rows('list-quality', '&kind=no-custodian')).toHaveLength(1)
  expect(await book.told('/v1/list-custodian', { custodianId: 'keeper-1' })).toBe(201)
  expect(await book.rows('list-quality', '&kind=no-custodian')).toEqual([])
  expect(await book.told('/v1/seller-lists/R1/reviews', { by: 'manager-1', effectiveOn: '2025-03-03' })).toBe(201)
  const reviews = await book.rows('list-reviews', '&scope=rep&entity=R1&period=2025-Q1')
  expect(reviews).toMatchObject([{ monthsReviewed: 1, monthsElapsed: 3, compliance: '0.333333', lastReviewBy: 'manager-1' }])
  // Designations go to other systems.
  const exported = await book.get('/v1/reports/account-list.csv?section=KEY')
  expect(exported.text.split('\r\n').filter((line) => line.includes('KEY'))).toHaveLength(4)
  expect(await book.rows('key-cut-off')).toMatchObject([{ reviewOn: '2025-04-01', keyLevel: '70.0000', custodian: 'keeper-1' }])
})

test('an account that grows past the level stays what it is until the next review, and is flagged', async () => {
  await using book = await openLists(april)
  await book.send([
    ...clients.flatMap(([accountId]) => account(accountId, 'R1')),
    ...clients.map(([accountId, net]) => order(accountId, '2024-12-10', net)),
  ])
  await book.post('/v1/key-reviews', { reviewId: 'V1', effectiveOn: '2025-04-01' })
  await book.send([order('C9', '2025-04-01', '100')])
  const list = await book.rows('account-list', '&scope=account&entity=C9')
  expect(list).toMatchObject([
    { section: 'SECONDARY', rank: 1, r12Sales: '105.0000', wouldBe: 'would-be-key', since: '2025-04-01' },
  ])
  const forced = await book.post('/v1/key-reviews', { reviewId: 'V2', effectiveOn: '2025-04-01', forced: true })
  expect(forced.body.event.data).toMatchObject({ k: 3, keyLevel: '80.0000', keyCount: 3 })
  expect(await book.rows('account-list', '&scope=account&entity=C9')).toMatchObject([{ section: 'KEY', wouldBe: null }])
})

test('a review of five hundred clients is one decision', async () => {
  await using book = await openLists(april)
  const many = Array.from(
    { length: 500 },
    (_, index) => [`C${String(index).padStart(3, '0')}`, `${50_000 + 124 - index}`] as const,
  )
  await book.send(many.flatMap(([accountId]) => account(accountId, 'R1')))
  await book.send(many.map(([accountId, net]) => order(accountId, '2025-01-10', net)))
  const { status, body } = await book.post('/v1/key-reviews', { reviewId: 'V1' })
  expect(status).toBe(201)
  expect(body.event.data).toMatchObject({ nClients: 500, k: 125, keyLevel: '50000.0000', keyCount: 125 })
  expect(await book.value('key-accounts', 'scope=org&period=2025-04')).toBe(125)
})

test('subsidiaries count with their parent where the review says so', async () => {
  await using book = await openLists(april)
  await book.send([
    ...account('C0', 'R1'),
    ...account('C1', 'R1', { parentId: 'C0' }),
    ...account('C2', 'R1'),
    order('C0', '2025-01-10', '10'),
    order('C1', '2025-01-10', '60'),
    order('C2', '2025-01-10', '65'),
  ])
  const { body } = await book.post('/v1/key-reviews', { reviewId: 'V1', rollupToParent: true })
  expect(body.event.data).toMatchObject({ nClients: 2, k: 1, keyLevel: '70.0000', rollupToParent: true })
  const list = await book.rows('account-list')
  expect(list.map(({ section, accountId }) => [section, accountId])).toEqual([
    ['KEY', 'C1'],
    ['KEY', 'C0'],
    ['SECONDARY', 'C2'],
  ])
})

test('who brings what a review once found is believed, and one without clients is refused', async () => {
  await using book = await openLists(april)
  expect(await book.told('/v1/key-reviews', { reviewId: 'V0' })).toEqual([422, 'no-clients'])
  const figures = { nClients: 8, k: 2, keyLevel: '100', keyCount: 2, rounding: 'ceil' }
  expect(await book.told('/v1/key-reviews', { reviewId: 'V0', effectiveOn: '2024-04-01', ...figures })).toBe(201)
  expect(await book.told('/v1/key-reviews', { reviewId: 'V9', effectiveOn: '2024-10-01', nClients: 8 })).toEqual([
    400,
    'invalid-request',
  ])
})

test('a review sent again under its key has its first answer', async () => {
  await using book = await openLists(april)
  await book.send([...account('C0', 'R1'), order('C0', '2025-01-10', '10')])
  const key = { 'idempotency-key': 'review-of-april' }
  const first = await book.post('/v1/key-reviews', { reviewId: 'V1' }, key)
  await book.send([order('C0', '2025-02-10', '10')])
  const again = await book.post('/v1/key-reviews', { reviewId: 'V1' }, key)
  expect(again.body.event.eventId).toBe(first.body.event.eventId)
})
