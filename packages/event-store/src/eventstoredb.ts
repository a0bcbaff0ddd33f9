import { setTimeout as wait } from 'node:timers/promises'
import {
  type AllStreamResolvedEvent,
  EventStoreDBClient,
  eventTypeFilter,
  type Filter,
  jsonEvent,
  type ResolvedEvent,
  type StreamingRead,
  streamNameFilter,
} from '@eventstore/db-client'
import { type Answer, appendUntilKnown } from './eventstoredb-append.ts'
import { type Connection, readConnectionString } from './eventstoredb-connection.ts'
import { codeOf, faultOf, neverStored } from './eventstoredb-errors.ts'
import { hasBound, loggedEventOf, placeOf, type ServerEvent, samePlace, streamEventOf } from './eventstoredb-event.ts'
import { followLog, type Source } from './eventstoredb-follow.ts'
import { ignore, pageOf } from './eventstoredb-page.ts'
import { type EventStoreDbTimes, inTime, usualTimes } from './eventstoredb-times.ts'
import { EventStoreFault } from './fault.ts'
import { Slots } from './slots.ts'
import {
  assertEvents,
  type Following,
  isBeyond,
  type LoggedEvent,
  type LogPosition,
  type ProposedEvent,
  type StreamAppendResult,
  type StreamEvent,
  type StreamLog,
} from './stream-log.ts'

/** `url` is a connection string (esdb, kurrentdb, each with or without +discover); `times` are for tests. */
export type EventStoreDbOptions = {
  readonly url: string
  readonly bookId: string
  readonly times?: Partial<EventStoreDbTimes>
}

/**
 * Opens the log of one book on a server, EventStoreDB 23.10 or later. Resolves once the server has answered a read, so that no burst
 * of appends is the first thing on a fresh connection.
 *
 * The client reads `$all` unfiltered, so what lies between two events of the book travels too: a server is best left to one book.
 */
export const openEventStoreDb = async ({ url, bookId, times = {} }: EventStoreDbOptions): Promise<StreamLog> => {
  // A dash would end the category, a dot the book: the server parts `book.order-1` into `book.order` and `1`.
  if (!/^\w+$/.test(bookId))
    throw new EventStoreFault('not-openable', `${bookId} cannot be the name of a book: letters and digits only`)
  const log = new EventStoreDbLog(readConnectionString(url), bookId, { ...usualTimes, ...times })
  try {
    await log.head()
    return log
  } catch (error) {
    await log[Symbol.asyncDispose]()
    throw error
  }
}

const appendsMax = 32
const pageEvents = 500
const fewEvents = 8

class EventStoreDbLog implements StreamLog {
  readonly #client: EventStoreDBClient
  readonly #bookId: string
  readonly #times: EventStoreDbTimes
  readonly #slots = new Slots(appendsMax)
  readonly #closing = new AbortController()
  /** Given with each call: only then the client appends by a call of its own, which has a deadline, instead of one shared by all. */
  readonly #call: {
    readonly credentials: { readonly username: string; readonly password: string }
    readonly requiresLeader: true
  }

  constructor({ connectionString, credentials }: Connection, bookId: string, times: EventStoreDbTimes) {
    this.#client = clientOf(connectionString)
    this.#bookId = bookId
    this.#times = times
    this.#call = { credentials: credentials ?? { username: 'nobody', password: 'nobody' }, requiresLeader: true }
  }

  async append(stream: string, expectedRevision: bigint, events: readonly ProposedEvent[]): Promise<StreamAppendResult> {
    this.#assertOpen()
    assertEvents(events)
    const eventIds = events.map(({ eventId }) => eventId)
    const attempts = {
      expectedRevision,
      eventIds,
      send: () => this.#send(stream, expectedRevision, events),
      idsFrom: async (from: bigint) =>
        (await this.readStream(stream, { from, limit: events.length })).map(({ eventId }) => eventId),
      lastRevision: () => this.#lastRevision(stream),
    }
    return this.#slots.use(() => appendUntilKnown(attempts, this.#times, (ms) => wait(ms)))
  }

  async readStream(stream: string, { from = 0n, limit = Number.POSITIVE_INFINITY } = {}): Promise<readonly StreamEvent[]> {
    this.#assertOpen()
    const events: StreamEvent[] = []
    for (let short = false; !short && events.length < limit; ) {
      const fromRevision = from + BigInt(events.length)
      const maxCount = Math.min(pageEvents, limit - events.length)
      const page = await this.#page(() => this.#client.readStream(this.#full(stream), { ...this.#call, fromRevision, maxCount }))
      for (const event of page.map((one) => streamEventOf(this.#bookId, one))) {
        const due = from + BigInt(events.length)
        if (event.revision !== due) throw new EventStoreFault('gap', `${stream} has ${event.revision} where ${due} is due`)
        events.push(event)
      }
      short = page.length < maxCount
    }
    return events
  }

  async readAll({ after, limit }: { readonly after: LogPosition | null; readonly limit: number }) {
    this.#assertOpen()
    const events: LoggedEvent[] = []
    let seen = after
    for (let short = false; !short && events.length < limit; ) {
      const fromPosition = seen ?? 'start'
      // The first is the one that was seen, and a few may be of others; a page in which none was ours is followed by a whole one.
      const maxCount = seen === after ? Math.min(pageEvents, limit + fewEvents) : pageEvents
      const page = await this.#page(() => this.#client.readAll({ ...this.#call, fromPosition, maxCount }))
      for (const event of page) {
        if (seen !== null && samePlace(placeOf(event), seen)) continue // A read begins with the event at its position
        if (!isBeyond(placeOf(event), seen)) throw new EventStoreFault('gap', `the log goes back at event ${event.id}`)
        seen = placeOf(event)
        if (this.#isOurs(event) && events.length < limit) events.push(loggedEventOf(this.#bookId, event))
      }
      short = page.length < maxCount
    }
    return events
  }

  follow(following: Following): AsyncIterable<LoggedEvent> {
    this.#assertOpen()
    const signal = AbortSignal.any([following.signal, this.#closing.signal])
    const source: Source = {
      subscribe: (after) => this.#subscribe(after),
      reachesBeyond: async (position) => (await this.#lastBeyond(position)) !== null,
    }
    return followLog(source, { ...following, signal }, this.#times)
  }

  async head() {
    this.#assertOpen()
    return this.#lastBeyond(null)
  }

  async assertUntruncated() {
    this.#assertOpen()
    const bounds = new Map<string, unknown>()
    const metadataOfStreams = streamNameFilter({ prefixes: [`$$${this.#bookId}.`] })
    for (const { streamId, data } of await this.#present(metadataOfStreams)) bounds.set(streamId.slice(2), data)
    const bounded = [...bounds].find(([, data]) => hasBound(data))
    if (bounded !== undefined)
      throw new EventStoreFault(
        'truncated',
        `the metadata of ${bounded[0]} lets the server forget events: ${JSON.stringify(bounded[1])}`,
      )
    const deletions = await this.#present(eventTypeFilter({ prefixes: ['$streamDeleted'] }))
    for (const event of deletions.filter((one) => this.#isOurs(one))) streamEventOf(this.#bookId, event)
  }

  async [Symbol.asyncDispose]() {
    this.#closing.abort()
    const ended = this.#slots.idle().then(() => this.#client.dispose())
    await Promise.race([ended, wait(this.#times.disposeMs, undefined, { ref: false })])
  }

  async #send(stream: string, expectedRevision: bigint, events: readonly ProposedEvent[]): Promise<Answer> {
    const given = events.map(({ eventId, type, data, metadata }) =>
      jsonEvent({ id: eventId, type, data: { ...data }, metadata: { ...metadata, bookId: this.#bookId } }),
    )
    const options = {
      ...this.#call,
      deadline: this.#times.deadlineMs,
      expectedRevision: expectedRevision === -1n ? ('no_stream' as const) : expectedRevision,
    }
    try {
      await inTime(this.#client.appendToStream(this.#full(stream), given, options), this.#times.answerMs)
      return 'appended'
    } catch (error) {
      const code = codeOf(error)
      if (code === 'wrong-expected-version') return 'wrong-revision'
      if (neverStored.has(code)) throw faultOf(error)
      return { unknown: error }
    }
  }

  async #lastRevision(stream: string): Promise<bigint> {
    const backwards = { ...this.#call, direction: 'backwards', fromRevision: 'end', maxCount: 1 } as const
    const [last] = await this.#page(() => this.#client.readStream(this.#full(stream), backwards))
    return last === undefined ? -1n : streamEventOf(this.#bookId, last).revision
  }

  /** The last event of the book, unless it does not lie beyond `floor`. */
  async #lastBeyond(floor: LogPosition | null): Promise<LoggedEvent | null> {
    let fromPosition: LogPosition | 'end' = 'end'
    // Few at first, as the last event is mostly the book's.
    for (let maxCount = fewEvents; ; maxCount = pageEvents) {
      const backwards = { ...this.#call, direction: 'backwards', fromPosition, maxCount } as const
      const page: readonly ServerEvent[] = await this.#page(() => this.#client.readAll(backwards))
      const last = page.find((event) => this.#isOurs(event) || !isBeyond(placeOf(event), floor))
      if (last !== undefined) return isBeyond(placeOf(last), floor) ? loggedEventOf(this.#bookId, last) : null
      const first = page.at(-1)
      if (first === undefined || page.length < maxCount) return null
      fromPosition = placeOf(first)
    }
  }

  #subscribe(after: LogPosition | null): ReturnType<Source['subscribe']> {
    const filter = streamNameFilter({ prefixes: [this.#full('')] })
    const subscription = this.#subscription(after, filter)
    const confirmed = new Promise<void>((resolve) => void subscription.once('confirmation', () => resolve()))
    const caughtUp = new Promise<void>((resolve) => void subscription.once('caughtUp', () => resolve()))
    const events = this.#ours(subscription)
    return { confirmed, caughtUp, events, cancel: () => void subscription.unsubscribe().catch(() => undefined) }
  }

  async *#ours(subscription: AsyncIterable<AllStreamResolvedEvent>): AsyncGenerator<LoggedEvent> {
    try {
      for await (const { event } of subscription)
        if (event !== undefined && this.#isOurs(event)) yield loggedEventOf(this.#bookId, event)
    } catch (error) {
      throw faultOf(error)
    }
  }

  #subscription(after: LogPosition | null, filter: Filter) {
    const { credentials } = this.#call
    const subscription = this.#client.subscribeToAll({ credentials, fromPosition: after ?? 'start', filter })
    return subscription.on('error', ignore)
  }

  /** All events that pass a filter now: the client filters subscriptions only, and its server says when one has caught up. */
  async #present(filter: Filter): Promise<readonly ServerEvent[]> {
    const found: ServerEvent[] = []
    const subscription = this.#subscription(null, filter)
    try {
      const caughtUp = new Promise<'caught up'>((resolve) => void subscription.once('caughtUp', () => resolve('caught up')))
      const events = subscription[Symbol.asyncIterator]()
      for (;;) {
        const next = events.next()
        next.catch(() => undefined)
        const result = await inTime(Promise.race([next, caughtUp]), this.#times.scanMs)
        if (result === 'caught up' || result.done) return found
        if (result.value.event !== undefined) found.push(result.value.event)
      }
    } catch (error) {
      throw faultOf(error)
    } finally {
      await subscription.unsubscribe()
    }
  }

  #page(begin: () => StreamingRead<ResolvedEvent | AllStreamResolvedEvent>): Promise<readonly ServerEvent[]> {
    return pageOf(begin, this.#times.answerMs)
  }

  #full(stream: string): string {
    return `${this.#bookId}.${stream}`
  }

  #isOurs({ streamId }: { readonly streamId: string }): boolean {
    return streamId.startsWith(this.#full(''))
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new EventStoreFault('closed', 'the log is closed')
  }
}

const clientOf = (connectionString: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(connectionString)
  } catch {
    // Ours in all but one file, whose name is not repeated.
    throw new EventStoreFault('not-openable', 'the file that tlsCAFile names is not there, or holds no certificate')
  }
}
