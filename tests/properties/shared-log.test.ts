import type { EventId, Recorded } from '@daybook/domain'
import {
  type AppendBatch,
  type EventStore,
  EventStoreFault,
  openDistributedEventStore,
  openInMemoryRegister,
  openInMemoryStreamLog,
  runIndexer,
  type StreamLog,
} from '@daybook/event-store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fact, order, orderStream } from '../contract/event-store-facts.ts'
import { effort } from './seeds.ts'

/** What becomes of one append on its way to the server. `never`: no answer, as when its writer is killed. */
const fates = ['fine', 'fine', 'fine', 'refused', 'unanswered', 'twice', 'never', 'late'] as const
type Fate = (typeof fates)[number]

/** Some orders in one batch, by a writer; of an order there are two contents, so that some are conflicts. */
type Sent = { readonly writer: number; readonly orders: readonly { readonly id: number; readonly content: number }[] }

const history = fc.record({
  fates: fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 40 }),
  sent: fc.array(
    fc.record({
      writer: fc.nat({ max: 2 }),
      orders: fc.uniqueArray(fc.record({ id: fc.nat({ max: 9 }), content: fc.nat({ max: 9 }).map((at) => Number(at === 0)) }), {
        minLength: 1,
        maxLength: 4,
        selector: ({ id }) => id,
      }),
    }),
    { minLength: 1, maxLength: 25 },
  ),
})

const tally = { collection: 'tally', key: 'batches' }

/** The orders of a batch under a name of its own, and beside them the number of batches that are recorded with this one. */
const batchOf = ({ orders }: Sent, { name, before }: { readonly name: string; readonly before: string | null }): AppendBatch => ({
  appends: orders.map(({ id, content }) => ({
    stream: orderStream(`O${id}`),
    expectedRevision: -1n,
    events: [
      fact(`O${id}`, order(`O${id}`), {
        payloadHash: `s1:${id}-${content}`,
        metadata: { actor: { kind: 'integration', id: 'erp' }, correlationId: name },
      }),
    ],
  })),
  records: [{ ...tally, body: String(Number(before ?? 0) + 1), expected: before }],
})

const eventIdsOf = ({ appends }: AppendBatch): readonly EventId[] =>
  appends.flatMap(({ events }) => events.map(({ eventId }) => eventId))

/** The log as a writer sees it over a network that does as it is told. */
const through = (log: StreamLog, next: () => Fate): StreamLog => ({
  append: async (...append) => {
    const fate = next()
    if (fate === 'refused') throw new EventStoreFault('unavailable', 'no connection')
    if (fate === 'late') for (let turn = 0; turn < 20; turn += 1) await new Promise((later) => setImmediate(later))
    const result = await log.append(...append)
    if (fate === 'twice') expect(await log.append(...append)).toEqual(result)
    if (fate === 'unanswered') throw new EventStoreFault('outcome-unknown', 'no answer')
    if (fate === 'never') await new Promise(() => undefined)
    return result
  },
  readStream: (...asked) => log.readStream(...asked),
  readAll: (range) => log.readAll(range),
  follow: (following) => log.follow(following),
  head: () => log.head(),
  assertUntruncated: () => log.assertUntruncated(),
  [Symbol.asyncDispose]: async () => undefined,
})

/** A server and a register, on which writers come and go. */
const aBook = () => {
  const log = openInMemoryStreamLog({ bookId: 'book' })
  const register = openInMemoryRegister()
  const ending = new AbortController()
  const indexing = runIndexer({ log, register, signal: ending.signal })
  const open = (next: () => Fate = () => 'fine'): EventStore => {
    const kept = new Proxy(register, {
      get: (target, name) => {
        if (name === Symbol.asyncDispose) return async () => undefined
        const own: unknown = Reflect.get(target, name)
        return typeof own === 'function' ? own.bind(target) : own
      },
    })
    return openDistributedEventStore({ log: through(log, next), register: kept, patienceMs: 10, overdueMs: 8 })
  }
  const end = async (): Promise<void> => {
    ending.abort()
    await indexing
  }
  return { open, end }
}

/** Sends orders until they are recorded, or others with their names are. Gives the batches it tried. */
const settle = async (store: EventStore, sent: Sent, name: string): Promise<readonly AppendBatch[]> => {
  const tried: AppendBatch[] = []
  for (;;) {
    const before = await store.record(tally.collection, tally.key)
    const batch = batchOf(sent, { name: `${name}.${tried.length}`, before })
    tried.push(batch)
    const result = await store.append(batch).catch(unknownOutcome)
    if (result?.status === 'appended' || result?.on === 'identity') return tried
  }
}

const unknownOutcome = (error: unknown): null => {
  if (error instanceof EventStoreFault && ['outcome-unknown', 'unavailable'].includes(error.code)) return null
  throw error
}

const nameOf = ({ appends }: AppendBatch): string | undefined => appends[0]?.events[0]?.metadata.correlationId

/** How many of the batches that something is recorded of are recorded whole. */
const wholeOf = (recorded: readonly Recorded[], batches: ReadonlyMap<string | undefined, AppendBatch>): number => {
  const byBatch = Map.groupBy(recorded, ({ metadata }) => metadata.correlationId)
  const whole = [...byBatch].filter(([name, events]) => {
    const batch = batches.get(name) ?? expect.fail(`nobody sent ${name}`)
    const found = new Set(events.map(({ eventId }) => eventId))
    return eventIdsOf(batch).every((eventId) => found.has(eventId))
  })
  return whole.length
}

test('whatever becomes of appends and their writers, each batch is recorded whole and once, and answers say so', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ fates: given, sent }) => {
      const book = aBook()
      let asked = 0
      const next = (): Fate => given[asked++ % given.length] ?? 'fine'
      const writers = [0, 1, 2].map(() => book.open(next))
      const answers = await Promise.all(
        sent.map(async (one, at) => {
          const store = writers[one.writer] ?? expect.fail('no such writer')
          const batch = batchOf(one, { name: `${at}`, before: await store.record(tally.collection, tally.key) })
          return { batch, answer: await store.append(batch).catch(unknownOutcome) }
        }),
      )
      // Those that never answer are as good as dead; one that comes later finds what they have left.
      const heir = book.open()
      const later = []
      for (const [at, one] of sent.entries()) later.push(...(await settle(heir, one, `later ${at}`)))
      const all = new Map([...answers.map(({ batch }) => batch), ...later].map((batch) => [nameOf(batch), batch]))
      const claimed = Number(await heir.record(tally.collection, tally.key))
      const read = () => heir.readAll({ from: 0n, limit: 1_000 })
      // What was claimed and not brought comes when it is overdue.
      await expect.poll(async () => wholeOf(await read(), all), { interval: 5, timeout: 10_000 }).toBe(claimed)
      const recorded = await read()
      expect(recorded.map(({ position }) => position)).toEqual(recorded.map((_, at) => BigInt(at)))
      const places = new Map(recorded.map(({ eventId, position }) => [eventId, position]))
      expect(places.size).toBe(recorded.length)
      const byBatch = Map.groupBy(recorded, ({ metadata }) => metadata.correlationId)
      expect(byBatch.size).toBe(claimed)
      for (const { batch, answer } of answers) {
        if (answer !== null) expect(byBatch.has(nameOf(batch))).toBe(answer.status === 'appended')
        if (answer?.status !== 'appended' || answer.positions === null) continue
        expect(answer.positions).toEqual(eventIdsOf(batch).map((eventId) => places.get(eventId)))
      }
      for (const store of [...writers, heir]) await store[Symbol.asyncDispose]()
      await book.end()
    }),
    { numRuns: 60 * effort },
  )
})
