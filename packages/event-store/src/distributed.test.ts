import { parseEvent, Source, SourceEventId, StreamName, streams } from '@daybook/domain'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type DistributedEventStore, openDistributedEventStore } from './distributed.ts'
import { eventIdOf } from './event-id.ts'
import type { StreamAppend } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { openInMemoryRegister } from './in-memory-register.ts'
import { openInMemoryStreamLog, type ShelvedEvent } from './in-memory-stream-log.ts'
import { runIndexer } from './log-indexer.ts'
import type { LogRegister } from './register.ts'
import type { StreamLog } from './stream-log.ts'

const noon = Date.UTC(2025, 0, 9, 12)
const erp = Source.parse('erp')

const order = (id: string, accountId = 'A1', more: Partial<StreamAppend> = {}): StreamAppend => {
  const sourceId = SourceEventId.parse(id)
  const lines = [{ lineId: '1', net: '600.0000' }]
  const event = parseEvent({
    type: 'OrderAccepted',
    effectiveOn: '2025-01-09',
    data: { orderId: id, accountId, currency: 'USD', lines },
  })
  const identity = { eventId: eventIdOf(erp, sourceId), source: erp, id: sourceId, payloadHash: `s1:${id}` }
  const metadata = { actor: { kind: 'integration', id: 'erp' } } as const
  const events = [{ event, ...identity, metadata, ingestedAt: noon }]
  return { stream: StreamName.parse(`order-erp~${id}`), expectedRevision: -1n, events, ...more }
}

/** So many turns of the loop, in which others go on. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((later) => setImmediate(later))
}

/** A server, a register and, unless told otherwise, an indexer, on which any number of stores may be opened. */
const aBook = ({ indexed = true } = {}) => {
  const shelf: ShelvedEvent[] = []
  const register = openInMemoryRegister()
  const log = openInMemoryStreamLog({ bookId: 'book', shelf })
  if (indexed) {
    const ending = new AbortController()
    const indexing = runIndexer({ log, register, signal: ending.signal })
    onTestFinished(async () => {
      ending.abort()
      await indexing
    })
  }
  const open = (through: Partial<StreamLog> = {}, beside: Partial<LogRegister> = {}): DistributedEventStore => {
    const store = openDistributedEventStore({
      log: instead(log, { ...through, ...stayingOpen }),
      register: instead(register, { ...beside, ...stayingOpen }),
      patienceMs: 50,
      overdueMs: 20,
    })
    onTestFinished(() => store[Symbol.asyncDispose]())
    return store
  }
  return { shelf, register, log, open }
}

const stayingOpen = { [Symbol.asyncDispose]: async () => undefined }

/** The same, but for these calls. */
const instead = <Port extends object>(port: Port, calls: Partial<Port>): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const own = Reflect.get(calls, name) ?? Reflect.get(target, name)
      return typeof own === 'function' ? own.bind(target) : own
    },
  })

const ids = (shelf: readonly ShelvedEvent[]) => shelf.map(({ stream }) => stream.replace('book.order-erp~', ''))

test('what a writer has claimed and not brought is brought by another', async () => {
  const book = aBook()
  const dying = book.open({ append: () => new Promise(() => undefined) })
  await expect(dying.append({ appends: [order('O1')] })).rejects.toMatchObject({ code: 'outcome-unknown' })
  const other = book.open()
  await expect.poll(async () => (await other.head()).position).toBe(0n)
  expect(await other.append({ appends: [order('O1')] })).toMatchObject({ on: 'identity', recorded: { position: 0n } })
})

test('what the log has and did not answer for is recorded all the same', async () => {
  const book = aBook()
  const deaf = book.open({
    append: async (...append) => {
      await book.log.append(...append)
      throw new EventStoreFault('outcome-unknown', 'no answer')
    },
  })
  expect(await deaf.append({ appends: [order('O1')] })).toMatchObject({ status: 'appended', positions: [0n] })
  // Nothing is left to be brought, so nobody would ever find out that the log is back.
  await expect.poll(() => deaf.fault()).toBeNull()
})

test('a full disk of the register is told while claims meet it, and for a while after', async () => {
  const book = aBook()
  let isFull = true
  const full = async () => {
    throw new EventStoreFault('disk-full', 'the disk of PostgreSQL is full')
  }
  const store = book.open({}, { claim: (...given) => (isFull ? full() : book.register.claim(...given)) })
  await expect(store.append({ appends: [order('O1')] })).rejects.toMatchObject({ code: 'disk-full' })
  expect(store.fault()).toMatchObject({ code: 'disk-full' })
  // Whoever is told does not send any more: nobody would find out that there is room again.
  await expect.poll(() => store.fault()).toBeNull()
  isFull = false
  expect(await store.append({ appends: [order('O1')] })).toMatchObject({ status: 'appended' })
})

test('what is on its way when a store closes is answered before the register closes', async () => {
  const { log, register } = aBook({ indexed: false })
  let isClosed = false
  const closing: Partial<LogRegister> = {
    head: async () => {
      for (let turn = 0; turn < 50; turn += 1) await new Promise((later) => setImmediate(later))
      if (isClosed) throw new Error('asked after it was closed')
      return register.head()
    },
    [Symbol.asyncDispose]: async () => {
      isClosed = true
    },
  }
  const given = { log: instead(log, stayingOpen), register: instead(register, closing) }
  const store = openDistributedEventStore({ ...given, patienceMs: 50 })
  const appending = store.append({ appends: [order('O1')] })
  await store[Symbol.asyncDispose]()
  expect(isClosed).toBe(true)
  expect(await appending).toMatchObject({ status: 'appended', position: null })
})

test('answers that tell no outcome are counted, and what is claimed and has no position', async () => {
  const book = aBook({ indexed: false })
  const dying = book.open({ append: () => new Promise(() => undefined) })
  await expect(dying.append({ appends: [order('O1')] })).rejects.toMatchObject({ code: 'outcome-unknown' })
  expect([dying.unknownOutcomesTotal(), await dying.pendingAppends()]).toEqual([1, 1])
})

test('while the log is away nothing more is claimed, and what was is there when it is back', async () => {
  const book = aBook()
  let isAway = false
  const away = async () => {
    throw new EventStoreFault('unavailable', 'away')
  }
  const store = book.open({
    append: (...append) => (isAway ? away() : book.log.append(...append)),
    head: () => (isAway ? away() : book.log.head()),
  })
  await store.append({ appends: [order('O0')] })
  isAway = true
  await expect(store.append({ appends: [order('O1')] })).rejects.toMatchObject({ code: 'unavailable' })
  await expect(store.append({ appends: [order('O2')] })).rejects.toMatchObject({ code: 'unavailable' })
  expect(store.fault()).toMatchObject({ code: 'unavailable' })
  isAway = false
  await expect.poll(async () => (await store.head()).position).toBe(1n)
  expect(await store.append({ appends: [order('O2')] })).toMatchObject({ status: 'appended', positions: [2n] })
  expect(ids(book.shelf)).toEqual(['O0', 'O1', 'O2'])
  expect(store.fault()).toBeNull()
})

test('without an indexer an append is answered without its position, and later with it', async () => {
  const book = aBook({ indexed: false })
  const store = book.open()
  const unplaced = { status: 'appended', position: null, recordedAt: null, positions: null }
  expect(await store.append({ appends: [order('O1')] })).toEqual(unplaced)
  await expect(store.append({ appends: [order('O1')] })).rejects.toMatchObject({ code: 'outcome-unknown' })
  await expect(store.readStream(order('O1').stream)).rejects.toMatchObject({ code: 'unavailable' })
  const ending = new AbortController()
  const indexing = runIndexer({ log: book.log, register: book.register, signal: ending.signal })
  await expect.poll(async () => (await store.head()).position).toBe(0n)
  expect(await store.append({ appends: [order('O1')] })).toMatchObject({ on: 'identity', recorded: { position: 0n } })
  ending.abort()
  await indexing
})

test('of two writers of one fact one records it, and of two facts for one stream one fits', async () => {
  const book = aBook()
  const [one, other] = [book.open(), book.open()]
  const same = await Promise.all([one, other].map((store) => store.append({ appends: [order('O1')] })))
  expect(same.map(({ status }) => status).toSorted()).toEqual(['appended', 'conflict'])
  expect(same.find(({ status }) => status === 'conflict')).toMatchObject({ on: 'identity', recorded: { position: 0n } })
  const second = (id: string) => order(id, 'A1', { stream: order('O1').stream, expectedRevision: 0n })
  const both = await Promise.all([one.append({ appends: [second('C1')] }), other.append({ appends: [second('C2')] })])
  expect(both.find(({ status }) => status === 'conflict')).toMatchObject({ on: 'revision', actualRevision: 1n })
  expect(book.shelf).toHaveLength(2)
})

test('the events of one account reach the log in the order of the batch, those of others side by side', async () => {
  const book = aBook()
  const begun: string[] = []
  const slow: StreamLog['append'] = async (...append) => {
    begun.push(append[0])
    await turns(append[0].endsWith('O1') ? 20 : 1)
    return book.log.append(...append)
  }
  const store = book.open({ append: slow })
  await store.append({ appends: [order('O1'), order('O2'), order('O3', 'A2'), order('O4', 'A2')] })
  expect(ids(book.shelf)).toEqual(['O3', 'O4', 'O1', 'O2'])
  expect(begun.slice(0, 2)).toEqual(['order-erp~O1', 'order-erp~O3'])
})

test('what others may rest on reaches the log after all before it, and before all behind it', async () => {
  const book = aBook()
  const slow: StreamLog['append'] = async (...append) => {
    await turns(append[0].endsWith('O1') ? 20 : 1)
    return book.log.append(...append)
  }
  const store = book.open({ append: slow })
  const zone = parseEvent({ type: 'PolicySet', effectiveOn: '2025-01-09', data: { policyId: 'reporting-zone', value: 'UTC' } })
  const [given] = order('P1').events
  if (given === undefined) throw new Error('an order is one event')
  const policy = { ...order('P1'), stream: streams.policies, events: [{ ...given, event: zone }] }
  await store.append({ appends: [order('O1'), order('O2', 'A2'), policy, order('O3', 'A3')] })
  expect(ids(book.shelf)).toEqual(['O2', 'O1', 'book.policy-org', 'O3'])
})

test('what somebody else wrote into a stream of the book ends the index, and writing to that stream', async () => {
  const book = aBook({ indexed: false })
  const store = book.open()
  const foreign = { eventId: 'c0ffee00-0000-4000-8000-000000000000', type: 'Stray', data: {}, metadata: {}, created: noon }
  book.shelf.push({ ...foreign, stream: 'book.order-erp~O1' })
  await expect(store.append({ appends: [order('O1')] })).rejects.toMatchObject({ code: 'damaged' })
  expect(store.fault()).toMatchObject({ code: 'damaged' })
  await expect(runIndexer({ log: book.log, register: book.register, signal: new AbortController().signal })).rejects.toThrow(
    'revision 0 of order-erp~O1 was not written by this book',
  )
})

describe('the index', () => {
  test('is written by the one who claimed it last', async () => {
    const book = aBook({ indexed: false })
    const signal = new AbortController().signal
    const first = runIndexer({ log: book.log, register: book.register, signal }).catch((fault: unknown) => fault)
    const store = book.open()
    await store.append({ appends: [order('O1')] })
    await book.register.claimIndex()
    await store.append({ appends: [order('O2')] })
    expect(await first).toMatchObject({ code: 'epoch-lost' })
    expect((await store.head()).position).toBe(0n)
  })

  test('is the same whenever it is made', async () => {
    const book = aBook()
    const store = book.open()
    await store.append({ appends: ['O1', 'O2', 'O3'].map((id) => order(id, id)) })
    const register = openInMemoryRegister()
    const ending = new AbortController()
    const indexing = runIndexer({ log: book.log, register, signal: ending.signal })
    await expect.poll(async () => (await register.head()).position).toBe(2n)
    expect(await register.placedFrom(0n, 10)).toEqual(await book.register.placedFrom(0n, 10))
    ending.abort()
    await indexing
  })
})
