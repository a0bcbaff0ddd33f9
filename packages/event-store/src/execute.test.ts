import { accept, type Decider, type EventOf, parseEvent, refuse, Source, SourceEventId, StreamName } from '@daybook/domain'
import { expect, test } from 'vitest'
import { eventIdOf } from './event-id.ts'
import type { EventStore, NewEvent } from './event-store.ts'
import { type Execution, execute } from './execute.ts'
import { openInMemoryEventStore } from './in-memory.ts'

type Cancelled = EventOf<'OrderCancelled'>
type Cancel = { readonly reason: string; readonly times?: number }

const stream = StreamName.parse('order-erp~SO1')
const source = Source.parse('user:ana')
let given = 0

const cancelled = (reason: string): Cancelled =>
  parseEvent({
    type: 'OrderCancelled',
    effectiveOn: '2025-01-09',
    data: { orderId: 'SO1', accountId: 'A1', reason },
  }) as Cancelled // Sound: its type

/** Cancels at most three times: enough of a rule to be refused by. */
const decider: Decider<number, Cancel, Cancelled, { readonly code: 'enough' }> = {
  initialState: 0,
  evolve: (count) => count + 1,
  decide: (count, { reason, times = 1 }) =>
    count + times > 3 ? refuse({ code: 'enough' }) : accept(Array.from({ length: times }, () => cancelled(reason))),
}

const newEvents = (events: readonly Cancelled[]): readonly NewEvent[] =>
  events.map((event) => {
    const id = SourceEventId.parse(`C${given++}`)
    const metadata = { actor: { kind: 'user', id: 'ana' } } as const
    return { event, eventId: eventIdOf(source, id), source, id, payloadHash: `s1:${id}`, metadata, ingestedAt: 0 }
  })

const cancel = (more: Partial<Execution<Cancel, Cancelled>> = {}) => ({ stream, command: { reason: 'A' }, newEvents, ...more })

/** A store in which somebody else gets there first, so many times. */
const contended = (store: EventStore, rivals: number): EventStore => {
  let left = rivals
  return {
    ...bound(store),
    append: async (batch) => {
      if (left > 0) {
        left -= 1
        const revision = BigInt((await store.readStream(stream)).length) - 1n
        await store.append({ appends: [{ stream, expectedRevision: revision, events: newEvents([cancelled('B')]) }] })
      }
      return store.append(batch)
    },
  }
}

const bound = (store: EventStore): EventStore => ({
  append: (batch) => store.append(batch),
  readStream: (name, range) => store.readStream(name, range),
  readAll: (range) => store.readAll(range),
  event: (eventId) => store.event(eventId),
  identities: (keys) => store.identities(keys),
  head: () => store.head(),
  positionAt: (instant) => store.positionAt(instant),
  recordedAt: (position) => store.recordedAt(position),
  record: (collection, key) => store.record(collection, key),
  records: (collection, page) => store.records(collection, page),
  collections: () => store.collections(),
  waitBeyond: (position, signal) => store.waitBeyond(position, signal),
  verifyEvents: (range) => store.verifyEvents(range),
  waiting: () => store.waiting(),
  fault: () => store.fault(),
  [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
})

test('a command is decided on what the stream holds, and its events are appended', async () => {
  await using store = openInMemoryEventStore()
  expect(await execute(store, decider, cancel())).toMatchObject({ ok: true, value: { revision: 0n, position: 0n } })
  expect(await execute(store, decider, cancel())).toMatchObject({ ok: true, value: { revision: 1n, position: 1n } })
  expect((await store.readStream(stream)).map(({ revision }) => revision)).toEqual([0n, 1n])
})

test('the refusal of the decider comes back as it is, and nothing is appended', async () => {
  await using store = openInMemoryEventStore()
  const result = await execute(store, decider, cancel({ command: { reason: 'A', times: 4 } }))
  expect(result).toEqual({ ok: false, refusal: { code: 'enough' } })
  expect((await store.head()).position).toBe(-1n)
})

test('a command that is already true appends no events, but its records', async () => {
  await using store = openInMemoryEventStore()
  await execute(store, decider, cancel())
  const records = () => [{ collection: 'answers', key: 'K-1', body: '{}' }]
  const result = await execute(store, decider, cancel({ command: { reason: 'A', times: 0 }, records }))
  expect(result).toEqual({ ok: true, value: { events: [], revision: 0n, position: 0n } })
  expect(await store.record('answers', 'K-1')).toBe('{}')
})

test('when another gets there first the command is decided again on what is there then', async () => {
  await using store = openInMemoryEventStore()
  const result = await execute(contended(store, 2), decider, cancel())
  expect(result).toMatchObject({ ok: true, value: { revision: 2n, position: 2n } })
})

test('a command that is refused after a conflict is refused', async () => {
  await using store = openInMemoryEventStore()
  expect(await execute(contended(store, 3), decider, cancel())).toEqual({ ok: false, refusal: { code: 'enough' } })
})

test('after five retries the conflict is the answer', async () => {
  await using store = openInMemoryEventStore()
  const tireless = { ...decider, decide: (_: number, { reason }: Cancel) => accept([cancelled(reason)]) }
  expect(await execute(contended(store, 5), tireless, cancel())).toMatchObject({ ok: true, value: { revision: 5n } })
  const result = await execute(contended(store, 6), tireless, cancel())
  expect(result).toEqual({ ok: false, refusal: { code: 'revision-conflict', stream, actualRevision: 11n } })
})

test('a revision that the caller insists on is not tried elsewhere', async () => {
  await using store = openInMemoryEventStore()
  await execute(store, decider, cancel({ expectedRevision: -1n }))
  const result = await execute(store, decider, cancel({ expectedRevision: -1n }))
  expect(result).toEqual({ ok: false, refusal: { code: 'revision-conflict', stream, actualRevision: 0n } })
  const overtaken = await execute(contended(store, 1), decider, cancel({ expectedRevision: 0n }))
  expect(overtaken).toMatchObject({ ok: false, refusal: { code: 'revision-conflict', actualRevision: 1n } })
})

test('an identity or a record that is taken is told', async () => {
  await using store = openInMemoryEventStore()
  const [event] = newEvents([cancelled('A')])
  const same = () => (event === undefined ? [] : [event])
  await execute(store, decider, cancel({ newEvents: same }))
  expect(await execute(store, decider, cancel({ newEvents: same }))).toMatchObject({
    ok: false,
    refusal: { code: 'already-recorded', eventId: event?.eventId, recorded: { position: 0n } },
  })
  const records = () => [{ collection: 'answers', key: 'K-1', body: '{}', expected: 'other' }]
  const refusal = { code: 'record-conflict', collection: 'answers', key: 'K-1', actual: null }
  expect(await execute(store, decider, cancel({ records }))).toEqual({ ok: false, refusal })
})
