import { expect, test } from 'vitest'
import { account, event, noon, openBook, order } from './intake-book.ts'

test('an event is answered with its position once it is in the log', async () => {
  const book = await openBook()
  const { status, body } = await book.send(account('A1'))
  expect(status).toBe(200)
  expect(body).toMatchObject({
    summary: { accepted: 1, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 },
    position: '0',
    results: [
      { index: 0, id: 'account-A1', source: 'crm', status: 'accepted', position: '0', recordedAt: '2025-04-01T12:00:00Z' },
    ],
  })
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1'])
})

test('an event sent again is a duplicate with the receipt of the first, whatever the time that has passed', async () => {
  const book = await openBook()
  await book.send([account('A1'), order('O1', 'A1')])
  book.time.now += 400 * 86_400_000
  const { status, body } = await book.send(order('O1', 'A1'))
  expect(status).toBe(200)
  expect(body.results).toEqual([
    {
      index: 0,
      id: 'O1',
      source: 'erp',
      status: 'duplicate',
      eventId: body.results[0].eventId,
      position: '1',
      recordedAt: '2025-04-01T12:00:00Z',
    },
  ])
  expect(await book.recorded()).toHaveLength(2)
})

test('the second of two equal items in one batch is a duplicate of the first', async () => {
  const book = await openBook()
  const { body } = await book.send([account('A1'), order('O1', 'A1'), order('O1', 'A1')])
  expect(body.results.map(({ status, position }: { status: string; position: string }) => [status, position])).toEqual([
    ['accepted', '0'],
    ['accepted', '1'],
    ['duplicate', '1'],
  ])
})

test('the same content written in another form is the same', async () => {
  const book = await openBook()
  const lines = [
    { lineId: '2', net: '2' },
    { lineId: '1', net: '1.5' },
  ]
  await book.send([account('A1'), order('O1', 'A1', { net: '3.5', lines })])
  const again = order('O1', 'A1', {
    lines: [
      { net: '1.5000', lineId: '1' },
      { net: '2.0', lineId: '2' },
    ],
  })
  const { net: _, ...data } = again.data
  const { body } = await book.send({ ...again, data, recordedtime: '2025-03-05T18:00:00Z', traceparent: '00-x' })
  expect(body.results[0].status).toBe('duplicate')
})

test('other content under a known identity is a conflict, kept once and not recorded', async () => {
  const book = await openBook()
  await book.send([account('A1'), order('O1', 'A1')])
  const { status, body } = await book.send(order('O1', 'A1', { net: '601' }))
  expect(status).toBe(409)
  expect(body).toMatchObject({
    code: 'identity-conflict',
    summary: { conflict: 1, quarantined: 0 },
    results: [{ status: 'conflict' }],
  })
  const again = await book.send(order('O1', 'A1', { net: '601' }))
  expect(again.body.results[0].heldId).toBe(body.results[0].heldId)
  const held = await book.json(`/v1/quarantine/${body.results[0].heldId}`)
  expect(held).toMatchObject({
    code: 'identity-conflict',
    state: 'held',
    existing: { payloadHash: expect.stringMatching(/^s1:/) },
  })
  expect(held.existing.payloadHash).not.toBe(held.payloadHash)
  expect(await book.recorded()).toHaveLength(2)
})

test('an order under another id is a conflict: a change arrives as a correction', async () => {
  const book = await openBook()
  await book.send([account('A1'), order('O1', 'A1')])
  const { status, body } = await book.send({ ...order('O1', 'A1'), id: 'O1-again' })
  expect(status).toBe(409)
  expect(body.code).toBe('order-exists')
  const inOneBatch = await book.send([order('O2', 'A1'), { ...order('O2', 'A1'), id: 'O2-again' }])
  expect(inOneBatch.body.results.map((result: { status: string }) => result.status)).toEqual(['accepted', 'conflict'])
})

test('the rest of a batch is recorded when one item is not', async () => {
  const book = await openBook()
  await book.send([account('A1'), order('O1', 'A1')])
  const { status, body } = await book.send([
    order('O2', 'A1'),
    { ...order('O3', 'A1'), id: 'O1' },
    { ...order('O4', 'A1'), type: 'OrderDreamtOf' },
    order('O5', 'A9'),
    order('O6', 'A1'),
  ])
  expect(status).toBe(200)
  expect(body.summary).toEqual({ accepted: 2, duplicate: 0, conflict: 1, rejected: 1, quarantined: 1 })
  expect(body.results.map((result: { status: string }) => result.status)).toEqual([
    'accepted',
    'conflict',
    'rejected',
    'quarantined',
    'accepted',
  ])
  expect(await book.recorded()).toEqual(expect.arrayContaining(['OrderAccepted O2', 'OrderAccepted O6']))
})

test('strict handling records all or nothing, and lists what stood in the way', async () => {
  const book = await openBook()
  const headers = { prefer: 'handling=strict' }
  await book.send([account('A1'), order('O1', 'A1')])
  const refused = await book.send([order('O1', 'A1'), order('O2', 'A1'), order('O3', 'A9')], { headers })
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({ code: 'strict-handling', summary: { accepted: 1, duplicate: 1, quarantined: 1 } })
  expect(await book.recorded()).toHaveLength(2)
  expect((await book.json('/v1/quarantine')).items).toEqual([])
  const accepted = await book.send([order('O1', 'A1'), order('O2', 'A1')], { headers })
  expect(accepted.status).toBe(200)
  expect(accepted.headers['preference-applied']).toBe('handling=strict')
  expect(accepted.body.summary).toMatchObject({ accepted: 1, duplicate: 1 })
})

test('what strict handling refused is held nowhere, and no held item is named for it', async () => {
  const book = await openBook()
  const headers = { prefer: 'handling=strict' }
  const held = (await book.send(order('O1', 'A9'))).body.results[0].heldId
  const { body } = await book.send([order('O1', 'A9'), order('O2', 'A9')], { headers })
  expect(body.results.map(({ heldId }: { readonly heldId?: string }) => heldId)).toEqual([held, undefined])
  expect((await book.json('/v1/quarantine')).items).toMatchObject([{ heldId: held }])
})

test('a policy that a strict batch would have set does not hold when the batch is refused', async () => {
  const book = await openBook()
  const policy = event('PolicySet', 'p1', { policyId: 'unknown-account', value: 'register' })
  await book.send([policy, { ...order('O1', 'A9'), type: 'Nothing' }], { headers: { prefer: 'handling=strict' } })
  expect((await book.send(order('O2', 'A9'))).body.results[0].status).toBe('quarantined')
})

test('a decision goes through its decider; one that is already true is accepted and writes nothing', async () => {
  const book = await openBook()
  const assigned = event('AccountAssigned', 'as1', { accountId: 'A1', repId: 'R1', effectiveOn: '2025-01-01' })
  await book.send([account('A1'), assigned])
  const { body } = await book.send({ ...assigned, id: 'as2' })
  expect(body.results[0]).toMatchObject({ status: 'accepted', position: '1' })
  expect(await book.recorded()).toHaveLength(2)
})

test('a decision that was already true stays without effect when it is delivered again after another one', async () => {
  const book = await openBook()
  const assigned = event('AccountAssigned', 'as1', { accountId: 'A1', repId: 'R1', effectiveOn: '2025-01-01' })
  const sameAgain = { ...assigned, id: 'as2' }
  await book.send([account('A1'), assigned, sameAgain])
  await book.send({ ...assigned, id: 'as3', data: { ...assigned.data, repId: 'R2' } })
  const { body } = await book.send(sameAgain)
  expect(body.results[0]).toMatchObject({ status: 'accepted', position: '2' })
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', 'AccountAssigned as1', 'AccountAssigned as3'])
})

test('a decision that is refused is kept with the refusal', async () => {
  const book = await openBook()
  const lost = event('AccountLost', 'l1', {
    accountId: 'A1',
    effectiveOn: '2025-02-28',
    reasonCode: 'competitor',
    reasonClass: 'preventable',
  })
  await book.send([account('A1'), lost])
  const { status, body } = await book.send({ ...lost, id: 'l2' })
  expect(status).toBe(200)
  expect(body.results[0]).toMatchObject({
    status: 'quarantined',
    error: { code: 'already-lost', refusal: { lostOn: '2025-02-28' } },
  })
})

test('without a date the local date of time in the reporting zone holds, also under a policy of the same batch', async () => {
  const book = await openBook()
  const { effectiveOn: _, ...data } = order('O1', 'A1').data
  const nightOrder = { ...order('O1', 'A1'), time: '2025-03-01T04:30:00Z', data }
  await book.send([
    account('A1'),
    event('PolicySet', 'p1', { policyId: 'reporting-zone', value: 'America/New_York' }),
    nightOrder,
  ])
  const [recorded] = await book.stream('order-erp~O1')
  expect(recorded?.effectiveOn).toBe('2025-02-28')
})

test('a fact of the future is rejected, a decision may be dated ahead', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const tomorrow = await book.send(order('O1', 'A1', { effectiveOn: '2025-04-02' }))
  expect([tomorrow.status, tomorrow.body.code]).toEqual([400, 'future-time'])
  const ahead = await book.send({ ...order('O1', 'A1'), time: new Date(noon + 300_001).toISOString() })
  expect(ahead.body.code).toBe('future-time')
  const tolerated = await book.send({ ...order('O1', 'A1'), time: new Date(noon + 300_000).toISOString() })
  expect(tolerated.body.results[0].status).toBe('accepted')
  const assigned = await book.send(event('AccountAssigned', 'as1', { accountId: 'A1', repId: 'R1', effectiveOn: '2026-01-01' }))
  expect(assigned.body.results[0].status).toBe('accepted')
})

test('today is that of the reporting zone', async () => {
  const book = await openBook({ zone: 'Asia/Tokyo' })
  book.time.now = Date.UTC(2025, 3, 1, 15, 30)
  await book.send(account('A1'))
  expect((await book.send(order('O1', 'A1', { effectiveOn: '2025-04-02' }))).body.results[0].status).toBe('accepted')
})

test('what the envelope says of its trace stands in the metadata', async () => {
  const book = await openBook()
  await book.send({
    ...account('A1'),
    correlationid: 'c1',
    causationid: 'o9',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    partitionkey: 'A1',
    tries: 3,
  })
  const [recorded] = await book.stream('account-A1')
  expect(recorded?.metadata).toMatchObject({
    actor: { kind: 'user', id: 'local' },
    correlationId: 'c1',
    causationId: 'o9',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    extensions: { partitionkey: 'A1', tries: '3' },
  })
})

test('ids in another normal form of Unicode are the same id', async () => {
  const book = await openBook()
  await book.send([account('A1'), { ...order('O1', 'A1'), id: 'caf\u00e9' }])
  const { body } = await book.send({ ...order('O1', 'A1'), id: 'cafe\u0301' })
  expect(body.results[0].status).toBe('duplicate')
})

test('an array may come as plain JSON; one event that is a batch may not', async () => {
  const book = await openBook()
  expect((await book.send([account('A1')], { type: 'application/cloudevents-batch+json; charset=utf-8' })).status).toBe(200)
  expect((await book.send(account('A2'), { type: 'application/cloudevents+json' })).status).toBe(200)
  expect((await book.send(account('A3'), { type: 'application/cloudevents-batch+json' })).body.code).toBe('not-json')
  expect((await book.send([account('A3')], { type: 'application/cloudevents+json' })).body.code).toBe('not-cloudevents')
  expect((await book.send([])).body).toMatchObject({ position: '1', results: [] })
})

test('requests that arrive together are recorded together, each with its own answer', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => book.send(order(`O${index % 20}`, 'A1'))))
  expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
  const statuses = answers.map(({ body }) => body.results[0].status)
  expect(statuses.filter((status) => status === 'accepted')).toHaveLength(20)
  expect(statuses.filter((status) => status === 'duplicate')).toHaveLength(20)
  expect(await book.recorded()).toHaveLength(21)
})

test('a full queue refuses requests and says when to come again', async () => {
  const book = await openBook({ limits: { queueItems: 2 } })
  const answers = await Promise.all(['A1', 'A2', 'A3', 'A4', 'A5'].map((accountId) => book.send(account(accountId))))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(3)
  expect(refused[0]?.headers['retry-after']).toBe('1')
  expect(await book.recorded()).toHaveLength(2)
})
