import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { openInMemoryEventStore } from '@daybook/event-store'
import { defaultLimits, openIntake } from '@daybook/intake'
import { expect, test } from 'vitest'
import { openBook as openWholeBook } from './api-book.ts'
import { openLog } from './api-log.ts'

const openBook = async () => {
  const ids = { given: 0 }
  const newId = () => {
    ids.given += 1
    return `id-${ids.given}`
  }
  const clock = () => Date.UTC(2025, 3, 1, 12)
  const eventStore = openInMemoryEventStore({ clock })
  const intake = await openIntake({
    store: eventStore,
    policyDefaults: {},
    limits: defaultLimits,
    clock,
    newId,
    log: { error: () => {}, warn: () => {}, info: () => {} },
  })
  const { api, get } = openLog({ eventStore, clock, execute: (request) => intake.commands.execute(request) })
  const post = async (url: string, payload?: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await api.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) })
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() }
  }
  return { api, get, post, eventStore }
}

const delta = { accountId: 'A1', name: 'Delta Ltd', industry: 'aviation' }
const toAda = { owners: [{ repId: 'R1', basisPoints: 10_000 }], effectiveOn: '2025-01-01' }
const lost = { effectiveOn: '2025-02-28', reasonCode: 'price', reasonClass: 'preventable' }

test('a decision answers with its event, where it stands and where it is read', async () => {
  const { post, get } = await openBook()
  const { status, headers, body } = await post('/v1/accounts', delta)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    position: '0',
    event: {
      type: 'AccountRegistered',
      effectiveOn: '2025-04-01',
      data: delta,
      stream: 'account-A1',
      revision: '0',
      source: 'daybook',
    },
  })
  expect([headers.location, headers.etag]).toEqual([body.event.href, '"0"'])
  expect((await get(String(headers.location))).body).toEqual(body.event)
})

test('what is so already is answered without an event', async () => {
  const { post } = await openBook()
  await post('/v1/accounts', delta)
  await post('/v1/accounts/A1/assign', toAda)
  const again = await post('/v1/accounts/A1/assign', toAda)
  expect([again.status, again.body]).toEqual([200, { position: '1', event: null }])
})

test('a refusal is a problem with its code and facts', async () => {
  const { post } = await openBook()
  await post('/v1/accounts', delta)
  await post('/v1/accounts/A1/lose', lost)
  const { status, body } = await post('/v1/accounts/A1/assign', { ...toAda, effectiveOn: '2025-03-15' })
  expect(status).toBe(409)
  expect(body).toMatchObject({ type: '/problems/account-lost', code: 'account-lost', lostOn: '2025-02-28', status: 409 })
  const split = await post('/v1/accounts/A1/assign', { owners: [{ repId: 'R1', basisPoints: 1 }], effectiveOn: '2025-01-01' })
  expect([split.status, split.body.code, split.body.basisPoints]).toEqual([422, 'split-not-100', 1])
})

test('nothing is decided about an account that is not registered, and nothing is kept', async () => {
  const { post, eventStore } = await openBook()
  const { status, body } = await post('/v1/accounts/A9/assign', toAda)
  expect([status, body.code, body.detail]).toEqual([422, 'unknown-account', 'the account is not recorded'])
  expect((await eventStore.head()).position).toBe(-1n)
})

test('If-Match holds a decision to the revision it was taken on', async () => {
  const { post } = await openBook()
  const { headers } = await post('/v1/accounts', delta, { 'if-match': '"-1"' })
  const wrong = await post('/v1/accounts/A1/assign', toAda, { 'if-match': '"7"' })
  expect([wrong.status, wrong.body.code, wrong.body.actual]).toEqual([412, 'revision-mismatch', '0'])
  const right = await post('/v1/accounts/A1/assign', toAda, { 'if-match': String(headers.etag) })
  expect([right.status, right.headers.etag]).toEqual([201, '"1"'])
  const none = await post('/v1/accounts/A1/lose', lost, { 'if-match': 'W/"1"' })
  expect([none.status, none.body.errors[0].parameter]).toEqual([400, 'if-match'])
})

test('an idempotency key makes sending it again harmless', async () => {
  const { post, eventStore } = await openBook()
  const key = { 'idempotency-key': 'k-1' }
  const first = await post('/v1/accounts', delta, key)
  const again = await post('/v1/accounts', delta, key)
  expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true'])
  expect(again.headers.location).toBe(first.headers.location)
  const quoted = await post('/v1/accounts', delta, { 'idempotency-key': '"k-1"' })
  expect([quoted.status, quoted.body]).toEqual([201, first.body])
  expect((await eventStore.head()).position).toBe(0n)
  const other = await post('/v1/accounts', { ...delta, name: 'Epsilon' }, key)
  expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused'])
  const elsewhere = await post('/v1/accounts/A1/assign', toAda, key)
  expect([elsewhere.status, elsewhere.headers['idempotent-replayed']]).toEqual([201, undefined])
})

test('the same key twice at once is carried out once', async () => {
  const { post, eventStore } = await openBook()
  const key = { 'idempotency-key': 'k-1' }
  const answers = await Promise.all([post('/v1/accounts', delta, key), post('/v1/accounts', delta, key)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('in-flight')
  expect((await eventStore.head()).position).toBe(0n)
})

test('a body is checked field by field, and as a whole', async () => {
  const { post } = await openBook()
  const fields = await post('/v1/accounts', { accountId: 'A1', name: '', colour: 'red' })
  expect(fields.body).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/name' }, { pointer: '/colour' }] })
  const misspelt = await post('/v1/accounts', { accountId: 'A1', name: 'Delta', industy: 'aviation' })
  expect(misspelt.body.errors).toEqual([
    { pointer: '/industy', detail: 'is not a member of this object; did you mean industry?' },
  ])
  const optional = await post('/v1/accounts/A1/move-to-lka', { raeson: 'nothing bought' })
  expect(optional.body.errors).toEqual([{ pointer: '/raeson', detail: 'is not a member of this object; did you mean reason?' }])
  const whole = await post('/v1/accounts/A1/assign', { repId: 'R1', owners: toAda.owners })
  expect(whole.body).toMatchObject({ status: 400, errors: [{ pointer: '/owners', detail: 'give either owners or repId' }] })
  const named = await post('/v1/accounts/A1/assign', { ...toAda, accountId: 'A2' })
  expect(named.body.errors).toEqual([{ pointer: '/accountId', detail: 'is not a member of this object' }])
  const nothing = await post('/v1/accounts')
  expect([nothing.status, nothing.body.code]).toEqual([400, 'invalid-request'])
})

test('a decision without particulars needs no body', async () => {
  const { post } = await openBook()
  await post('/v1/qbrs', { qbrId: 'Q1', ownerId: 'R1', quarter: '2025-Q1' })
  await post('/v1/qbrs/Q1/commitments', { commitmentId: 'C1', text: 'Visit the north', due: '2025-03-31' })
  expect((await post('/v1/qbrs/Q1/lock')).status).toBe(201)
  expect((await post('/v1/qbrs/Q1/close')).body).toMatchObject({ code: 'outcomes-missing', commitmentIds: ['C1'] })
})

test('an order is named by the source it came from as well', async () => {
  const { post } = await openBook()
  const without = await post('/v1/orders/O1/void', { reason: 'entered twice' })
  expect(without.body.errors).toMatchObject([{ pointer: '/source' }])
  const unknown = await post('/v1/orders/O1/void', { source: 'erp', reason: 'entered twice' })
  expect([unknown.status, unknown.body.code]).toEqual([422, 'unknown-order'])
})

test('where no decisions are taken, that is said', async () => {
  const { api } = openLog()
  const answer = await api.inject({ method: 'POST', url: '/v1/accounts', payload: delta })
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'not-offered'])
})

test('a body that does not arrive is not waited for', async () => {
  const { api } = openLog({ bodyMs: 50 })
  const address = new URL(await api.listen({ host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(address.port), '127.0.0.1')
  socket.write(
    `POST /v1/accounts HTTP/1.1\r\nHost: ${address.host}\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"acc`,
  )
  const answer = await text(socket)
  expect(answer).toMatch(/^HTTP\/1.1 408 /)
  expect(answer).toContain('"code":"slow-request"')
  await api.close()
})

test('a body that says a thing twice decides nothing', async () => {
  await using book = await openWholeBook()
  const { app } = book
  const told = async (payload: string) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await app.inject({ method: 'POST', url: '/v1/accounts', headers, payload })
    return { status: answer.statusCode, ...answer.json() }
  }
  expect(await told('{"accountId":"X1","accountId":"X2","name":"n"}')).toMatchObject({
    status: 400,
    code: 'duplicate-key',
    errors: [{ pointer: '/accountId' }],
  })
  expect(await told('{"accountId":"X1","name":"n","__proto__":{}}')).toMatchObject({ status: 400, code: 'unknown-field' })
  expect(await told('{"accountId":"X1"')).toMatchObject({ status: 400, code: 'not-json' })
  expect(await told('')).toMatchObject({ status: 400, code: 'not-json' })
  expect(await told('{"accountId":"X1","name":"n"}')).toMatchObject({ status: 201 })
})

test('accounts are merged, told of their survivor, parted, and change their profile', async () => {
  const { post } = await openBook()
  for (const accountId of ['A2', 'A5']) await post('/v1/accounts', { accountId, name: accountId })
  const both = { absorbedId: 'A5', reason: 'one company after all' }
  expect(await post('/v1/accounts/A2/merge', { ...both, absorbedId: 'A2' })).toMatchObject({
    status: 422,
    body: { code: 'same-account' },
  })
  const merged = await post('/v1/accounts/A2/merge', both)
  expect(merged).toMatchObject({ status: 201, body: { event: { type: 'AccountsMerged', data: { survivorId: 'A2', ...both } } } })
  expect(await post('/v1/accounts/A5/assign', toAda)).toMatchObject({
    status: 409,
    body: { code: 'account-merged', accountId: 'A5', survivorId: 'A2' },
  })
  expect(await post('/v1/accounts/A2/merge', both)).toMatchObject({ status: 409, body: { code: 'account-merged' } })
  const parted = await post('/v1/accounts/A2/unmerge', { absorbedId: 'A5', reason: 'two after all' })
  expect(parted).toMatchObject({ status: 201, body: { event: { type: 'AccountsUnmerged' } } })
  expect(await post('/v1/accounts/A2/unmerge', both)).toMatchObject({ status: 409, body: { code: 'not-merged' } })
  const change = { changes: { industry: 'retail' }, effectiveOn: '2025-05-01' }
  expect(await post('/v1/accounts/A5/change-profile', change)).toMatchObject({
    status: 201,
    body: { event: { data: { accountId: 'A5' } } },
  })
  expect(await post('/v1/accounts/A5/change-profile', change)).toMatchObject({ status: 200, body: { event: null } })
  expect(await post('/v1/accounts/A5/change-profile', { changes: {} })).toMatchObject({ status: 400 })
})

test('of a lost account and one that is not somebody says which they are together', async () => {
  const { post } = await openBook()
  for (const accountId of ['A2', 'A5']) await post('/v1/accounts', { accountId, name: accountId })
  await post('/v1/accounts/A5/lose', lost)
  const both = { absorbedId: 'A5', reason: 'one company after all' }
  expect(await post('/v1/accounts/A2/merge', both)).toMatchObject({
    status: 422,
    body: { code: 'status-choice-needed', accountId: 'A5', lostOn: '2025-02-28' },
  })
  expect(await post('/v1/accounts/A2/merge', { ...both, keepStatus: 'lost' })).toMatchObject({ status: 201 })
  expect(await post('/v1/accounts/A2/lose', lost)).toMatchObject({ status: 409, body: { code: 'already-lost' } })
})
