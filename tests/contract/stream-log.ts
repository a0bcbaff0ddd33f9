import { randomUUID } from 'node:crypto'
import type { JsonObject, LoggedEvent, ProposedEvent, StreamLog } from '@daybook/event-store'
import { describe, expect, test } from 'vitest'

/** A server for one test: logs of any book, and a hand that writes into it past them. */
export type StreamServer = {
  readonly open: (bookId: string) => Promise<StreamLog>
  /** `stream` with the prefix of its book. */
  readonly write: (stream: string, event: ProposedEvent) => Promise<void>
}

/** An event that says which it is. */
const proposed = (type: string, data: JsonObject = { amount: '1.0000' }): ProposedEvent => ({
  eventId: randomUUID(),
  type,
  data,
  metadata: { source: 'erp' },
})

/** As many events as asked for, e0 being the first. */
export const several = (count: number, from = 0): readonly ProposedEvent[] =>
  Array.from({ length: count }, (_, at) => proposed(`e${from + at}`))

/** The first events of a log that is followed, no more. */
export const take = async (events: AsyncIterable<LoggedEvent>, count: number): Promise<readonly LoggedEvent[]> => {
  const taken: LoggedEvent[] = []
  if (count === 0) return taken
  for await (const event of events) if (taken.push(event) === count) break
  return taken
}

/** What a test calls events by. */
export const typesOf = (events: readonly { readonly type: string }[]): readonly string[] => events.map(({ type }) => type)

/** What every engine of the log of streams must do. Each test has books of its own, as a server may be shared. */
export const streamLogContract = (name: string, server: () => Promise<StreamServer>): void => {
  const book = (): string => `b${randomUUID().slice(0, 8)}`

  describe(`the stream log (${name})`, () => {
    test('an event comes back as it was appended, with its revision and its place', async () => {
      await using log = await (await server()).open(book())
      const event = proposed('accepted', { text: 'a "b" €', big: '9007199254740993' })
      expect(await log.append('order-1', -1n, [event])).toEqual({ status: 'appended', revision: 0n })
      const stored = { ...event, stream: 'order-1', revision: 0n, created: expect.any(Number), foreign: false }
      expect(await log.readStream('order-1')).toEqual([stored])
      const place = { commit: expect.any(BigInt), prepare: expect.any(BigInt) }
      expect(await log.readAll({ after: null, limit: 10 })).toEqual([{ ...stored, position: place }])
    })

    test('an append at another revision stores nothing and tells the actual one', async () => {
      await using log = await (await server()).open(book())
      expect(await log.append('order-1', 0n, several(1))).toEqual({ status: 'wrong-revision', actualRevision: -1n })
      await log.append('order-1', -1n, several(3))
      expect(await log.append('order-1', -1n, several(1))).toEqual({ status: 'wrong-revision', actualRevision: 2n })
      expect(await log.append('order-1', 1n, several(1))).toEqual({ status: 'wrong-revision', actualRevision: 2n })
      expect(await log.append('order-1', 7n, several(1))).toEqual({ status: 'wrong-revision', actualRevision: 2n })
      expect(await log.readStream('order-1')).toHaveLength(3)
    })

    test('the same events at the same revision are appended again and stored once, whatever stands behind them', async () => {
      await using log = await (await server()).open(book())
      const events = several(2)
      await log.append('order-1', -1n, events)
      await log.append('order-1', 1n, several(1, 2))
      expect(await log.append('order-1', -1n, events)).toEqual({ status: 'appended', revision: 1n })
      expect(await log.append('order-1', -1n, [...events, proposed('more')])).toMatchObject({ status: 'wrong-revision' })
      expect(typesOf(await log.readStream('order-1'))).toEqual(['e0', 'e1', 'e2'])
    })

    test('an append without events, or with an id that is no UUID, is a mistake of the caller', async () => {
      await using log = await (await server()).open(book())
      await expect(log.append('order-1', -1n, [])).rejects.toThrow(TypeError)
      await expect(log.append('order-1', -1n, [{ ...proposed('x'), eventId: 'x' }])).rejects.toThrow(TypeError)
    })

    test('of fifty writers at one revision one appends', async () => {
      await using log = await (await server()).open(book())
      const results = await Promise.all(Array.from({ length: 50 }, () => log.append('order-1', -1n, several(1))))
      expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1)
      expect(await log.readStream('order-1')).toHaveLength(1)
    })

    test('a stream is read in parts, and beyond its end it is empty', async () => {
      await using log = await (await server()).open(book())
      await log.append('order-1', -1n, several(1_201))
      expect(await log.readStream('order-1')).toHaveLength(1_201)
      expect(typesOf(await log.readStream('order-1', { from: 499n, limit: 3 }))).toEqual(['e499', 'e500', 'e501'])
      expect(await log.readStream('order-1', { from: 1_201n })).toEqual([])
      expect(await log.readStream('order-2')).toEqual([])
    })

    test('the log is read in the order of its appends, from any place on', async () => {
      await using log = await (await server()).open(book())
      for (let n = 0; n < 12; n++) await log.append(`order-${n % 3}`, BigInt(Math.floor(n / 3)) - 1n, several(1, n))
      const all = await log.readAll({ after: null, limit: 100 })
      expect(typesOf(all)).toEqual(Array.from({ length: 12 }, (_, n) => `e${n}`))
      expect(await log.readAll({ after: all[4]!.position, limit: 2 })).toEqual(all.slice(5, 7))
      expect(await log.readAll({ after: all[11]!.position, limit: 2 })).toEqual([])
    })

    test('the head is the last event of the book, null in an empty one', async () => {
      await using log = await (await server()).open(book())
      expect(await log.head()).toBeNull()
      await log.append('order-1', -1n, several(2))
      expect(await log.head()).toMatchObject({ type: 'e1', revision: 1n })
    })

    test('books in one server do not see each other, even where one name begins like the other', async () => {
      const { open } = await server()
      const bookId = book()
      await using log = await open(bookId)
      await using other = await open(`${bookId}x`)
      await other.append('order-1', -1n, several(1))
      expect([await log.head(), await log.readStream('order-1'), await log.readAll({ after: null, limit: 9 })]).toEqual([
        null,
        [],
        [],
      ])
    })

    test('what a stranger wrote into a stream of ours is told of as foreign', async () => {
      const { open, write } = await server()
      const bookId = book()
      await using log = await open(bookId)
      await write(`${bookId}.order-1`, proposed('without a book'))
      await write(`${bookId}.order-1`, { ...proposed('of another'), metadata: { bookId: 'other' } })
      await log.append('order-1', 1n, [proposed('ours')])
      expect((await log.readStream('order-1')).map(({ foreign }) => foreign)).toEqual([true, true, false])
      expect((await log.readStream('order-1'))[1]?.metadata).toEqual({ bookId: 'other' })
    })

    test('who follows the log gets what is there and what comes, each once, until it is told to end', async () => {
      await using log = await (await server()).open(book())
      const ending = new AbortController()
      const states: string[] = []
      await log.append('order-1', -1n, several(40))
      const following = log.follow({ after: null, signal: ending.signal, onState: (state) => states.push(state) })
      const seen: string[] = []
      for await (const { type } of following) {
        seen.push(type)
        if (seen.length % 10 === 0 && seen.length < 80)
          await log.append(`more-${seen.length}`, -1n, several(10, 30 + seen.length))
        if (seen.length === 110) ending.abort()
      }
      expect(seen).toEqual(Array.from({ length: 110 }, (_, n) => `e${n}`))
      expect(states).toContain('catching-up')
    })

    test('who follows from a place begins behind it', async () => {
      await using log = await (await server()).open(book())
      await log.append('order-1', -1n, several(5))
      const [, second] = await log.readAll({ after: null, limit: 2 })
      const following = log.follow({ after: second!.position, signal: new AbortController().signal })
      expect(typesOf(await take(following, 3))).toEqual(['e2', 'e3', 'e4'])
    })

    test('a closed log ends who follows it, and answers nothing more', async () => {
      const log = await (await server()).open(book())
      const following = take(log.follow({ after: null, signal: new AbortController().signal }), 1)
      await log[Symbol.asyncDispose]()
      expect(await following).toEqual([])
      await expect(log.head()).rejects.toMatchObject({ code: 'closed' })
    })
  })
}
