import { parseEvent, Source, SourceEventId, StreamName } from '@daybook/domain'
import { expect, onTestFinished, test } from 'vitest'
import { copyLog, copySideRecords } from './copy-log.ts'
import { openDistributedEventStore } from './distributed.ts'
import { eventIdOf } from './event-id.ts'
import type { EventStore } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { openInMemoryEventStore } from './in-memory.ts'
import { openInMemoryRegister } from './in-memory-register.ts'
import { openInMemoryStreamLog, type ShelvedEvent } from './in-memory-stream-log.ts'
import { runIndexer } from './log-indexer.ts'
import type { ProposedEvent, StreamLog } from './stream-log.ts'

const noon = Date.UTC(2025, 0, 9, 12)
const erp = Source.parse('erp')

/** A log of orders, some with a second event, recorded over days, partly as history. */
const aLog = async (orders: number): Promise<EventStore> => {
  let now = noon
  const store = openInMemoryEventStore({ clock: () => now })
  for (let number = 1; number <= orders; number += 1) {
    now += number % 3 === 0 ? 0 : 60_000
    const stream = StreamName.parse(`order-erp~O${number}`)
    const events = [orderOf(number), ...(number % 4 === 0 ? [orderOf(number, '-b')] : [])]
    const recorded = number < 5 ? events.map((event) => ({ ...event, recordedAt: noon + number })) : events
    await store.append({ appends: [{ stream, expectedRevision: -1n, events: recorded }] })
  }
  return store
}

const orderOf = (number: number, suffix = '') => {
  const id = SourceEventId.parse(`O${number}${suffix}`)
  const data = { orderId: `O${number}`, accountId: 'A1', currency: 'USD', lines: [{ lineId: '1', net: '600.0000' }] }
  const event = parseEvent({ type: 'OrderAccepted', effectiveOn: '2025-01-09', data })
  const metadata = { actor: { kind: 'integration', id: 'erp' } } as const
  return { event, eventId: eventIdOf(erp, id), source: erp, id, payloadHash: `s1:${id}`, metadata, ingestedAt: noon + 7 }
}

const another = () => {
  const shelf: ShelvedEvent[] = []
  const log = openInMemoryStreamLog({ bookId: 'book', shelf })
  const register = openInMemoryRegister()
  const ending = new AbortController()
  const indexing = runIndexer({ log, register, signal: ending.signal })
  onTestFinished(async () => {
    ending.abort()
    await indexing
  })
  return { shelf, log, register }
}

/** The same, but for these calls. */
const instead = (log: StreamLog, calls: Partial<StreamLog>): StreamLog =>
  new Proxy(log, {
    get: (target, name) => {
      const own = Reflect.get(calls, name) ?? Reflect.get(target, name)
      return typeof own === 'function' ? own.bind(target) : own
    },
  })

const never = new AbortController().signal

test('many large events of one stream are copied in appends that a server takes', async () => {
  const from = openInMemoryEventStore({ clock: () => noon })
  const lines = Array.from({ length: 1_000 }, (_, index) => ({ lineId: String(index), net: '600.0000' }))
  const events = Array.from({ length: 40 }, (_, number) => {
    const large = orderOf(1, `-${number}`)
    const data = { orderId: 'O1', accountId: 'A1', currency: 'USD', lines }
    return { ...large, event: parseEvent({ type: 'OrderAccepted', effectiveOn: '2025-01-09', data }) }
  })
  await from.append({ appends: [{ stream: StreamName.parse('order-erp~O1'), expectedRevision: -1n, events }] })
  const { log, register } = another()
  const sizes: number[] = []
  const measuring = instead(log, {
    append: (...given) => {
      sizes.push(Buffer.byteLength(JSON.stringify(given[2])))
      return log.append(...given)
    },
  })
  expect(await copyLog({ from, log: measuring, register, signal: never })).toBe(39n)
  expect(Math.max(...sizes)).toBeLessThan(1_048_576)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(1_048_576)
})

test('a copy has the events of the log, each at its place, with its time and all that was known of it', async () => {
  const from = await aLog(50)
  const { log, register } = another()
  const { position: head } = await from.head()
  expect(await copyLog({ from, log, register, signal: never })).toBe(head)
  const copy = openDistributedEventStore({ log, register, readOnly: true })
  expect(await copy.readAll({ from: 0n, limit: 100 })).toEqual(await from.readAll({ from: 0n, limit: 100 }))
  expect(await copy.positionAt(noon + 3)).toBe(await from.positionAt(noon + 3))
})

test('a copy that was ended goes on where it was, and says so when there is nothing left', async () => {
  const from = await aLog(40)
  const { log, register, shelf } = another()
  const { position: head } = await from.head()
  const ending = new AbortController()
  const dying = instead(log, {
    append: async (...append) => {
      if (shelf.length > 20) throw new EventStoreFault('unavailable', 'the process was ended')
      return log.append(...append)
    },
  })
  await expect(copyLog({ from, log: dying, register, signal: never })).rejects.toMatchObject({ code: 'unavailable' })
  ending.abort()
  const { position: left } = await register.head()
  expect(await copyLog({ from, log, register, signal: ending.signal })).toBe(left)
  expect(await copyLog({ from, log, register, signal: never })).toBe(head)
  expect(await copyLog({ from, log, register, signal: never })).toBe(head)
  expect(shelf).toHaveLength(Number(head) + 1)
})

test('what holds other events is no copy', async () => {
  const { log, register } = another()
  await copyLog({ from: await aLog(6), log, register, signal: never })
  const shorter = copyLog({ from: await aLog(3), log, register, signal: never })
  await expect(shorter).rejects.toThrow('the other log is not a copy of this one: it has')
})

test('nothing is written upon the beginning of another log', async () => {
  const { log, register, shelf } = another()
  const other = openInMemoryEventStore({ clock: () => noon })
  const stream = StreamName.parse('order-erp~O99')
  await other.append({ appends: [{ stream, expectedRevision: -1n, events: [orderOf(99)] }] })
  await copyLog({ from: other, log, register, signal: never })
  await expect(copyLog({ from: await aLog(6), log, register, signal: never })).rejects.toThrow('at position 0 it has event')
  expect(shelf).toHaveLength(1)
})

test('a copy that was ended within a stream goes on within it', async () => {
  const from = openInMemoryEventStore({ clock: () => noon })
  const stream = StreamName.parse('order-erp~O1')
  const events = ['', '-b', '-c'].map((suffix) => orderOf(1, suffix))
  await from.append({ appends: [{ stream, expectedRevision: -1n, events }] })
  const { log, register, shelf } = another()
  let sent: readonly ProposedEvent[] = []
  const heard = instead(log, {
    append: async (_stream, _expected, proposed) => {
      sent = proposed
      throw new EventStoreFault('unavailable', 'the process was ended')
    },
  })
  await expect(copyLog({ from, log: heard, register, signal: never })).rejects.toMatchObject({ code: 'unavailable' })
  await log.append(stream, -1n, sent.slice(0, 2))
  expect(await copyLog({ from, log, register, signal: never })).toBe(2n)
  expect(shelf).toHaveLength(3)
})

test('side records are copied, however many a collection holds', async () => {
  const from = await aLog(1)
  const held = Array.from({ length: 1_200 }, (_, index) => ({ collection: 'held', key: `h${index}`, body: String(index) }))
  await from.append({ appends: [], records: [...held, { collection: 'offset', key: 'p0', body: '7' }] })
  const { register } = another()
  expect(await copySideRecords({ from, register, signal: never })).toBe(1_201)
  expect(await copySideRecords({ from, register, signal: never })).toBe(1_201)
  expect(await register.records('held', { limit: 2_000 })).toEqual(await from.records('held', { limit: 2_000 }))
  expect(await register.record('offset', 'p0')).toBe('7')
})

test('side records that are gone here are removed there, and what the other log keeps for itself stays', async () => {
  const from = await aLog(1)
  const held = ['h1', 'h2'].map((key) => ({ collection: 'held', key, body: 'an order' }))
  await from.append({ appends: [], records: held })
  const { register } = another()
  await register.claim([{ appends: [], records: [{ collection: 'move', key: 'book', body: 'under way' }] }], noon)
  await copySideRecords({ from, register, signal: never, own: 'move' })
  await from.append({ appends: [], records: [{ collection: 'held', key: 'h1', body: null }] })
  expect(await copySideRecords({ from, register, signal: never, own: 'move' })).toBe(1)
  expect(await register.records('held', { limit: 10 })).toEqual([{ key: 'h2', body: 'an order' }])
  expect(await register.record('move', 'book')).toBe('under way')
})
