import { SourceEventId } from '@daybook/domain'
import { type EventStore, EventStoreFault, openInMemoryEventStore } from '@daybook/event-store'
import { expect, onTestFinished, test } from 'vitest'
import { account, event, noon, openBook, order } from './intake-book.ts'

/** A log that fails as it is told: the port is where faults come in. */
const failing = (faultOf: (call: keyof EventStore, first: unknown) => Error | null): EventStore => {
  const store = openInMemoryEventStore({ clock: () => noon })
  return new Proxy(store, {
    get: (target, name: keyof EventStore) => {
      const called = target[name]
      if (typeof called !== 'function') return called
      return (...given: unknown[]) => {
        const fault = faultOf(name, given[0])
        return fault === null ? (called as (...all: unknown[]) => unknown).apply(target, given) : Promise.reject(fault)
      }
    },
  })
}

test('an error of the program costs one item, which is kept, and not the batch', async () => {
  const store = failing((call, stream) =>
    call === 'readStream' && stream === 'account-A9' ? new TypeError('undefined is not a function') : null,
  )
  const book = await openBook({ store })
  await book.send(account('A1'))
  const { status, body } = await book.send([order('O1', 'A1'), order('O2', 'A9'), order('O3', 'A1')])
  expect(status).toBe(200)
  expect(body.results.map((result: { status: string }) => result.status)).toEqual(['accepted', 'rejected', 'accepted'])
  expect(body.results[1].error).toMatchObject({ code: 'fault', detail: 'TypeError' })
  expect(await book.json(`/v1/quarantine/${body.results[1].heldId}`)).toMatchObject({
    code: 'fault',
    kind: 'dead-letter',
    id: 'O2',
  })
})

test('what an error of the program put aside at the last moment is not in the log as well', async () => {
  let fails = false
  const store = failing((call, stream) =>
    fails && call === 'readStream' && String(stream).startsWith('period') ? new TypeError('undefined is not a function') : null,
  )
  const book = await openBook({ store })
  await book.send([account('A1'), event('PeriodClosed', 'close', { period: '2025-02' })])
  fails = true
  const { status, heldId } = (await book.send(order('O1', 'A1', { effectiveOn: '2025-02-14' }))).body.results[0]
  expect(status).toBe('rejected')
  expect(await book.recorded()).not.toContain('OrderAccepted O1')
  fails = false
  const released = await book.post(`/v1/quarantine/${heldId}/release`, '')
  expect(released.body.results).toMatchObject([{ status: 'accepted', late: true }])
})

test('a failing disk makes no dead letters: the request fails, and the next one does not', async () => {
  let full = false
  const store = failing((call) => (full && call === 'append' ? new EventStoreFault('disk-full', 'no space left') : null))
  const book = await openBook({ store })
  await book.send(account('A1'))
  full = true
  const failed = await Promise.all([book.send(order('O1', 'A1')), book.send(order('O2', 'A9'))])
  expect(failed.map(({ status, headers, body }) => [status, headers['retry-after'], body.code])).toEqual([
    [507, '10', 'disk-full'],
    [507, '10', 'disk-full'],
  ])
  full = false
  expect((await book.json('/v1/quarantine')).items).toEqual([])
  expect((await book.send(order('O1', 'A1'))).body.results[0].status).toBe('accepted')
})

test.each([
  ['unavailable', 'server-away'],
  ['outcome-unknown', 'outcome-unknown'],
] as const)('a log that is %s is answered with 503, when to come again, and nothing of the inside', async (fault, code) => {
  const store = failing((call) => (call === 'append' ? new EventStoreFault(fault, 'connect ECONNREFUSED 10.0.0.7:2113') : null))
  const book = await openBook({ store })
  const { status, headers, body } = await book.send(account('A1'))
  expect([status, headers['retry-after'], body.code]).toEqual([503, '1', code])
  expect(JSON.stringify(body)).not.toContain('10.0.0.7')
})

test('a policy that a failing disk kept out of the log does not hold', async () => {
  let full = false
  const store = failing((call) => (full && call === 'append' ? new EventStoreFault('disk-full', 'no space left') : null))
  const book = await openBook({ store })
  await book.send(account('A1'))
  full = true
  expect((await book.send(event('PolicySet', 'p1', { policyId: 'unknown-account', value: 'register' }))).status).toBe(507)
  full = false
  expect((await book.send(order('O1', 'A2'))).body.results[0].status).toBe('quarantined')
})

test('an import that a failing disk ended can be sent again', async () => {
  let appends = 0
  const store = failing((call) => {
    appends += call === 'append' ? 1 : 0
    return appends === 4 && call === 'append' ? new EventStoreFault('storage-failed', 'input/output error') : null
  })
  const book = await openBook({ store, limits: { chunkItems: 2 } })
  const sent = { type: 'application/x-ndjson', headers: { 'idempotency-key': 'i1' } }
  const events = [account('A1'), order('O1', 'A1'), order('O2', 'A1'), order('O3', 'A1'), order('O4', 'A1')]
  expect((await book.importEvents(events, sent)).status).toBe(503)
  expect(await book.json('/v1/imports/i1')).toMatchObject({ state: 'interrupted', line: 4 })
  const { status, body } = await book.importEvents(events, sent)
  expect([status, body.summary.accepted, body.state]).toEqual([200, 5, 'done'])
  expect(await book.recorded()).toHaveLength(5)
})

test('two intakes on one log record a fact once', async () => {
  const one = await openBook()
  const other = await openBook({ store: one.store })
  await one.send(account('A1'))
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? one : other).send(order(`O${Math.floor(index / 2)}`, 'A1'))),
  )
  const statuses = answers.map(({ body }) => body.results[0].status)
  expect(statuses.filter((status) => status === 'accepted')).toHaveLength(15)
  expect(statuses.filter((status) => status === 'duplicate')).toHaveLength(15)
  expect(await one.recorded()).toHaveLength(16)
})

test('what waits for an account that another intake records without seeing who waits is recorded all the same', async () => {
  const one = await openBook({ othersRecordMs: 5 })
  onTestFinished(() => one.intake[Symbol.asyncDispose]())
  expect((await one.send(order('O1', 'A1'))).body.results[0].status).toBe('quarantined')
  const unseeing = new Proxy(one.store, {
    get: (target, name: keyof EventStore) => {
      const own = name === 'records' ? async () => [] : target[name]
      return typeof own === 'function' ? own.bind(target) : own
    },
  })
  const other = await openBook({ store: unseeing })
  await other.send(account('A1'))
  await expect.poll(async () => (await one.recorded()).length).toBe(2)
})

test('a policy set through one intake holds in the other', async () => {
  const one = await openBook()
  const other = await openBook({ store: one.store })
  await other.send(order('O1', 'A1'))
  await one.send(event('PolicySet', 'p1', { policyId: 'unknown-account', value: 'register' }))
  expect((await other.send(order('O2', 'A2'))).body.results[0].status).toBe('accepted')
})

test('decisions taken through two intakes at once are each taken on what is there', async () => {
  const one = await openBook()
  const other = await openBook({ store: one.store })
  await one.send(account('A1'))
  const lost = { accountId: 'A1', effectiveOn: '2025-02-28', reasonCode: 'competitor', reasonClass: 'preventable' }
  const results = await Promise.all(
    [one, other, one, other].map((book, index) => book.decide('AccountLost', lost, { id: SourceEventId.parse(`lost-${index}`) })),
  )
  expect(results.map(({ status }) => status).toSorted()).toEqual(['recorded', 'refused', 'refused', 'refused'])
})

test('an order that exists is found although nobody looked first', async () => {
  const one = await openBook()
  await one.send([account('A1'), order('O1', 'A1'), order('O2', 'A1')])
  const restarted = await openBook({ store: one.store })
  const { body } = await restarted.send([
    order('O3', 'A1'),
    { ...order('O1', 'A1'), id: 'X1' },
    { ...order('O2', 'A1'), id: 'X2' },
    order('O4', 'A1'),
  ])
  expect(body.results.map((result: { status: string }) => result.status)).toEqual([
    'accepted',
    'conflict',
    'conflict',
    'accepted',
  ])
})

/** An intake, and another one on the same log that does something just before the first one writes. */
const openTwo = async () => {
  const other = await openBook()
  let meanwhile: (() => Promise<unknown>) | null = null
  const append: EventStore['append'] = async (batch) => {
    const act = meanwhile
    meanwhile = null
    await act?.()
    return other.store.append(batch)
  }
  const get = (target: EventStore, name: keyof EventStore) => {
    const called = name === 'append' ? append : target[name]
    return typeof called === 'function' ? called.bind(target) : called
  }
  const one = await openBook({ store: new Proxy(other.store, { get }) })
  return {
    one,
    other,
    before: (act: () => Promise<unknown>) => {
      meanwhile = act
    },
  }
}

test('what one intake discards, another does not release that had read it before', async () => {
  const { one, other, before } = await openTwo()
  const { heldId } = (await other.send(order('O1', 'A1'))).body.results[0]
  before(() => other.post(`/v1/quarantine/${heldId}/discard`, '{"reason":"test order"}'))
  expect((await one.send(account('A1'))).body.results[0].status).toBe('accepted')
  expect(await one.recorded()).toEqual(['AccountRegistered account-A1'])
  expect((await one.json('/v1/quarantine')).items).toEqual([])
  expect(await one.json(`/v1/quarantine/${heldId}`)).toMatchObject({ state: 'discarded', reason: 'test order' })
})

test('what one intake discards, another does not supersede that had read it before', async () => {
  const { one, other, before } = await openTwo()
  const { heldId } = (await other.send([account('A2'), order('O1', 'A1')])).body.results[1]
  before(() => other.post(`/v1/quarantine/${heldId}/discard`, '{"reason":"test order"}'))
  expect((await one.send(order('O1', 'A2'))).body.results[0].status).toBe('accepted')
  expect(await one.json(`/v1/quarantine/${heldId}`)).toMatchObject({ state: 'discarded', reason: 'test order' })
})
