import { expect, test } from 'vitest'
import { account, event, openBook, order } from './intake-book.ts'

const statuses = (body: { results: readonly { status: string }[] }) => body.results.map(({ status }) => status)
const openCodes = async (book: Awaited<ReturnType<typeof openBook>>) =>
  (await book.json('/v1/quarantine')).items.map((item: { code: string; id: string }) => `${item.code} ${item.id}`)

test('an order of an unknown account is kept, and recorded by itself when the account is', async () => {
  const book = await openBook()
  const held = await book.send([order('O1', 'A1'), order('O2', 'A1'), order('O3', 'A2')])
  expect(statuses(held.body)).toEqual(['quarantined', 'quarantined', 'quarantined'])
  expect(await openCodes(book)).toEqual(['unknown-account O1', 'unknown-account O2', 'unknown-account O3'])
  book.time.now += 60_000
  await book.send(account('A1'))
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', 'OrderAccepted O1', 'OrderAccepted O2'])
  expect(await openCodes(book)).toEqual(['unknown-account O3'])
  const released = (await book.json('/v1/quarantine?state=released')).items
  expect(released).toMatchObject([
    { id: 'O1', state: 'released', decidedBy: 'intake', decidedAt: '2025-04-01T12:01:00Z', attempts: 1 },
    { id: 'O2', state: 'released' },
  ])
})

test('what waits for an order that waits for an account follows it', async () => {
  const book = await openBook()
  const cancelled = event('OrderCancelled', 'X1', { orderId: 'O1' })
  expect(statuses((await book.send([cancelled, order('O1', 'A1')])).body)).toEqual(['quarantined', 'quarantined'])
  expect(await openCodes(book)).toEqual(['unknown-order X1', 'unknown-account O1'])
  await book.send(account('A1'))
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', 'OrderAccepted O1', 'OrderCancelled X1'])
  expect(await openCodes(book)).toEqual([])
})

test('what came before its order is recorded before what comes after it', async () => {
  const corrected = (id: string, net: string) =>
    event('OrderCorrected', id, { ...order('O1', 'A1').data, net, reason: 'price agreed' })
  const book = await openBook()
  await book.send(account('A1'))
  const { body } = await book.send([corrected('X1', '50'), order('O1', 'A1'), corrected('X2', '60')])
  expect(statuses(body)).toEqual(['quarantined', 'accepted', 'accepted'])
  const inOrder = ['OrderAccepted O1', 'OrderCorrected X1', 'OrderCorrected X2']
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', ...inOrder])
  expect(await openCodes(book)).toEqual([])
})

test('what waits for an account and its order is recorded before what comes after both', async () => {
  const book = await openBook()
  const cancelled = (id: string, line: string) => event('OrderCancelled', id, { orderId: 'O1', lines: [line] })
  await book.send([cancelled('X1', '1'), order('O1', 'A1')])
  const { body } = await book.send([account('A1'), event('OrderVoided', 'X2', { orderId: 'O1', reason: 'entered twice' })])
  expect(statuses(body)).toEqual(['accepted', 'accepted'])
  const inOrder = ['OrderAccepted O1', 'OrderCancelled X1', 'OrderVoided X2']
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', ...inOrder])
})

test('a decision about an unknown account waits for it as well', async () => {
  const book = await openBook()
  const assigned = event('AccountAssigned', 'as1', { accountId: 'A1', repId: 'R1', effectiveOn: '2025-01-01' })
  expect(statuses((await book.send(assigned)).body)).toEqual(['quarantined'])
  await book.send(account('A1'))
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', 'AccountAssigned as1'])
})

test('an event is released from the bytes it came in, with its own date and its sender', async () => {
  const book = await openBook()
  const sent = ` { "specversion": "1.0", "id": "O1", "source": "erp", "type": "OrderAccepted", "data":
    {"orderId":"O1","accountId":"A1","effectiveOn":"2025-02-14","currency":"USD","net":"7"} }`
  const { body } = await book.post('/v1/events', sent)
  expect((await book.json(`/v1/quarantine/${body.results[0].heldId}`)).raw).toEqual({ text: sent, encoding: 'utf8' })
  await book.send(account('A1'))
  expect((await book.stream('order-erp~O1'))[0]).toMatchObject({
    effectiveOn: '2025-02-14',
    data: { lines: [{ net: '7.0000' }] },
  })
})

test('a resend of a held item is the same held item', async () => {
  const book = await openBook()
  const first = await book.send(order('O1', 'A1'))
  const again = await book.send([order('O1', 'A1'), order('O1', 'A1')])
  expect(again.body.results.map((result: { heldId: string }) => result.heldId)).toEqual(
    Array(2).fill(first.body.results[0].heldId),
  )
  expect(await openCodes(book)).toHaveLength(1)
})

test('a held item does not own its identity: other content may be recorded, and supersedes it', async () => {
  const book = await openBook()
  await book.send([account('A2'), order('O1', 'A1')])
  const { body } = await book.send(order('O1', 'A2'))
  expect(statuses(body)).toEqual(['accepted'])
  const [item] = (await book.json('/v1/quarantine?state=superseded')).items
  expect(item).toMatchObject({ id: 'O1', state: 'superseded', accountId: 'A1' })
  await book.send(account('A1'))
  expect(await book.recorded()).toEqual(['AccountRegistered account-A2', 'OrderAccepted O1', 'AccountRegistered account-A1'])
})

test('other content behind a held item in one request supersedes it as well', async () => {
  const book = await openBook()
  const { body } = await book.send([account('A2'), order('O1', 'A1'), order('O1', 'A2')])
  expect(statuses(body)).toEqual(['accepted', 'quarantined', 'accepted'])
  expect(await openCodes(book)).toEqual([])
  expect((await book.json('/v1/quarantine?state=superseded')).items).toMatchObject([{ id: 'O1', accountId: 'A1' }])
})

test('of more that wait under one identity than follow at once the first is recorded, and the others are superseded', async () => {
  const book = await openBook({ limits: { chunkItems: 50 } })
  const many = Array.from({ length: 1_001 }, (_, index) => order('O1', 'A1', { net: `${index + 1}.0000` }))
  await book.importEvents([...many, account('A1')])
  await book.intake.recorder.idle()
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', 'OrderAccepted O1'])
  expect(await openCodes(book)).toEqual([])
  expect((await book.json('/v1/quarantine?state=superseded&limit=1000')).items).toHaveLength(1_000)
})

test('what an earlier release has put aside is found under its identity as well', async () => {
  const book = await openBook()
  await book.send([account('A2'), order('O1', 'A1'), order('O1', 'A1', { net: '700.0000' }), order('O2', 'A1')])
  const today = await book.store.records('held-identity', { limit: 10 })
  const before = new Map<string, Record<string, string>>()
  for (const { key, body } of today) {
    const [eventId = '', hash = ''] = key.split('\u001f')
    before.set(eventId, { ...before.get(eventId), [hash]: body })
  }
  const records = [
    ...today.map(({ key }) => ({ key, body: null })),
    ...[...before].map(([key, held]) => ({ key, body: JSON.stringify(held) })),
  ]
  await book.store.append({ appends: [], records: records.map((record) => ({ collection: 'held-identity', ...record })) })
  const renewed = await openBook({ store: book.store })
  expect(await book.store.records('held-identity', { limit: 10 })).toEqual(today)
  await renewed.send(order('O1', 'A2'))
  expect((await renewed.json('/v1/quarantine?state=superseded')).items).toHaveLength(2)
  expect(await openCodes(renewed)).toEqual(['unknown-account O2'])
})

test('of two that wait under one identity the first is recorded, and the second is superseded and no more', async () => {
  const book = await openBook()
  const { body } = await book.send([order('O1', 'A1'), order('O1', 'A1', { net: '700.0000' })])
  expect(statuses(body)).toEqual(['quarantined', 'quarantined'])
  await book.send(account('A1'))
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', 'OrderAccepted O1'])
  expect(await openCodes(book)).toEqual([])
  const states = body.results.map(async ({ heldId }: { heldId: string }) => (await book.json(`/v1/quarantine/${heldId}`)).state)
  expect(await Promise.all(states)).toEqual(['released', 'superseded'])
})

test('items held for one account many at a time all come in, in the order held', async () => {
  const book = await openBook({ limits: { chunkItems: 7 } })
  const ids = Array.from({ length: 60 }, (_, index) => `O${String(index).padStart(2, '0')}`)
  await book.send(ids.map((id) => order(id, 'A1')))
  await book.send(account('A1'))
  await book.intake.recorder.idle()
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', ...ids.map((id) => `OrderAccepted ${id}`)])
})

test('what a crash kept from being released is released at the next start', async () => {
  const book = await openBook()
  await book.send(order('O1', 'A1'))
  const [registered] = (await (async () => {
    const other = await openBook()
    await other.send(account('A1'))
    return other.stream('account-A1')
  })()) as Awaited<ReturnType<typeof book.stream>>
  if (registered === undefined) throw new Error('not registered')
  const { stream, eventId, source, id, payloadHash, metadata, ingestedAt, type, effectiveOn, data } = registered
  const recorded = { event: { type, effectiveOn, data } as never, eventId, source, id, payloadHash, metadata, ingestedAt }
  await book.store.append({ appends: [{ stream, expectedRevision: -1n, events: [recorded] }] })
  const restarted = await openBook({ store: book.store })
  await expect.poll(restarted.recorded).toHaveLength(2)
  expect(await restarted.recorded()).toEqual(['AccountRegistered account-A1', 'OrderAccepted O1'])
})

test('a person releases an item once its cause is gone', async () => {
  const book = await openBook()
  const lost = { accountId: 'A1', effectiveOn: '2025-02-28', reasonCode: 'competitor', reasonClass: 'preventable' }
  const assigned = event('AccountAssigned', 'as1', { accountId: 'A1', repId: 'R1', effectiveOn: '2025-03-15' })
  const { body } = await book.send([account('A1'), event('AccountLost', 'l1', lost), assigned])
  const { heldId } = body.results[2]
  const early = await book.post(`/v1/quarantine/${heldId}/release`, '')
  expect(early.body.results).toMatchObject([{ status: 'quarantined', heldId, error: { code: 'account-lost' } }])
  expect(await book.json(`/v1/quarantine/${heldId}`)).toMatchObject({ state: 'held', attempts: 2 })
  await book.send(event('AccountWonBack', 'w1', { accountId: 'A1', effectiveOn: '2025-03-10' }))
  const released = await book.post(`/v1/quarantine/${heldId}/release`, '{"reason":"won back"}')
  expect(released.body).toMatchObject({ summary: { accepted: 1 }, position: '3' })
  expect(await book.json(`/v1/quarantine/${heldId}`)).toMatchObject({ state: 'released', decidedBy: 'local', reason: 'won back' })
  const twice = await book.post(`/v1/quarantine/${heldId}/release`, '')
  expect([twice.status, twice.body.code, twice.body.state]).toEqual([409, 'held-decided', 'released'])
})

test('all items of one account are released together', async () => {
  const book = await openBook()
  await book.send([order('O1', 'A1'), order('O2', 'A1'), order('O3', 'A2')])
  await book.send({ ...event('PolicySet', 'p', { policyId: 'unknown-account', value: 'register' }), source: 'crm' })
  const { body } = await book.post('/v1/quarantine/release', '{"accountId":"A1"}')
  expect(body.summary).toMatchObject({ accepted: 2 })
  expect(await openCodes(book)).toEqual(['unknown-account O3'])
})

test('an item is discarded with a reason, and stays on file', async () => {
  const book = await openBook()
  const { heldId } = (await book.send(order('O1', 'A1'))).body.results[0]
  const bare = await book.post(`/v1/quarantine/${heldId}/discard`, '{}')
  expect([bare.status, bare.body.code]).toEqual([400, 'invalid-request'])
  const discarded = await book.post(`/v1/quarantine/${heldId}/discard`, '{"reason":"test order"}')
  expect(discarded.body).toMatchObject({ heldId, state: 'discarded', reason: 'test order', decidedBy: 'local' })
  await book.send(account('A1'))
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1'])
  expect((await book.json('/v1/quarantine?state=discarded')).items).toHaveLength(1)
  expect((await book.send(order('O1', 'A1'))).body.results[0].status).toBe('accepted')
})

test('under the policy `register` an account is registered by its first order', async () => {
  const book = await openBook()
  await book.send({ ...event('PolicySet', 'p', { policyId: 'unknown-account', value: 'register' }), source: 'crm' })
  expect(statuses((await book.send([order('O1', 'A1'), order('O2', 'A1')])).body)).toEqual(['accepted', 'accepted'])
  expect(await book.recorded()).toEqual(['PolicySet p', 'AccountRegistered A1', 'OrderAccepted O1', 'OrderAccepted O2'])
  expect((await book.stream('account-A1'))[0]?.data).toEqual({ accountId: 'A1', name: 'A1' })
})

test('held items are listed by page, and by what they are', async () => {
  const book = await openBook()
  await book.send([order('O1', 'A1'), order('O2', 'A2'), order('O3', 'A1')])
  const first = await book.json('/v1/quarantine?limit=2')
  expect(first.items).toHaveLength(2)
  const second = await book.json(`/v1/quarantine?limit=2&cursor=${first.nextCursor}`)
  expect([second.items.length, second.nextCursor]).toEqual([1, undefined])
  expect((await book.json('/v1/quarantine?accountId=A1')).items).toHaveLength(2)
  expect((await book.json('/v1/quarantine?code=identity-conflict')).items).toEqual([])
  expect((await book.get('/v1/quarantine/nothing')).status).toBe(404)
  expect((await book.get('/v1/quarantine?cursor=%21')).status).toBe(400)
})

test('of rejected requests a sample is kept for each source', async () => {
  const book = await openBook({ limits: { rejectedSamples: 3 } })
  for (const id of ['O1', 'O2', 'O3', 'O4']) {
    book.time.now += 1
    await book.send({ ...order(id, 'A1'), type: 'OrderDreamtOf' })
  }
  const { items } = await book.json('/v1/quarantine/rejected-samples?source=erp')
  expect(items.map((item: { id: string; code: string }) => `${item.code} ${item.id}`)).toEqual([
    'unknown-event-type O4',
    'unknown-event-type O3',
    'unknown-event-type O2',
  ])
  expect((await book.json('/v1/quarantine')).items).toEqual([])
})

test.each(['/v1/quarantine', '/v1/quarantine/rejected-samples', '/v1/imports'])('%s waits for a position', async (path) => {
  const book = await openBook()
  const waiting = book.get(`${path}?minPosition=0`)
  await book.send(account('A1'))
  expect((await waiting).status).toBe(200)
  const body = await book.json(`${path}?minPosition=7`)
  expect([body.status, body.code, body.needed, body.applied]).toEqual([409, 'not-yet-applied', '7', '0'])
})

test('others are heard during a long look for what is hardly there', async () => {
  const book = await openBook()
  await book.send(Array.from({ length: 600 }, (_, number) => order(`O${number}`, 'A1')))
  const heard: string[] = []
  setImmediate(() => heard.push('another request'))
  expect((await book.intake.quarantine.list({ code: 'fault' }, { limit: 1 })).items).toEqual([])
  heard.push('the list')
  expect(heard).toEqual(['another request', 'the list'])
})
