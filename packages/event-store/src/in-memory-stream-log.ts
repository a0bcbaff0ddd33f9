import type { Clock } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import {
  assertEvents,
  type Following,
  isBeyond,
  type JsonObject,
  type LoggedEvent,
  type LogPosition,
  type ProposedEvent,
  type StreamAppendResult,
  type StreamEvent,
  type StreamLog,
} from './stream-log.ts'
import { WakeUps } from './wake-ups.ts'

/** An event as the server of all books would hold it: its stream with the prefix of its book. */
export type ShelvedEvent = {
  readonly stream: string
  readonly eventId: string
  readonly type: string
  readonly data: JsonObject
  readonly metadata: JsonObject
  readonly created: number
}

/** `shelf` is what a server would be: the events of all books, in order. Logs that share one share the server. */
export type InMemoryStreamLogOptions = {
  readonly bookId: string
  readonly clock?: Clock
  readonly shelf?: ShelvedEvent[]
}

/** A log that lives as long as the process, for tests and for trying things out. */
export const openInMemoryStreamLog = ({ bookId, clock = Date.now, shelf = [] }: InMemoryStreamLogOptions): StreamLog =>
  new InMemoryStreamLog(bookId, clock, shelf)

class InMemoryStreamLog implements StreamLog {
  readonly #bookId: string
  readonly #clock: Clock
  readonly #shelf: ShelvedEvent[]
  readonly #events: LoggedEvent[] = []
  readonly #streams = new Map<string, LoggedEvent[]>()
  readonly #wakeUps = new WakeUps()
  readonly #closing = new AbortController()
  /** How much of the shelf was looked at. */
  #seen = 0

  constructor(bookId: string, clock: Clock, shelf: ShelvedEvent[]) {
    this.#bookId = bookId
    this.#clock = clock
    this.#shelf = shelf
  }

  async append(stream: string, expectedRevision: bigint, events: readonly ProposedEvent[]): Promise<StreamAppendResult> {
    this.#assertOpen()
    assertEvents(events)
    const present = this.#stream(stream)
    const actualRevision = BigInt(present.length) - 1n
    const last = expectedRevision + BigInt(events.length)
    if (actualRevision > expectedRevision) {
      const there = present.slice(Number(expectedRevision) + 1, Number(last) + 1)
      const again = events.every(({ eventId }, at) => there[at]?.eventId === eventId)
      return again ? { status: 'appended', revision: last } : { status: 'wrong-revision', actualRevision }
    }
    if (actualRevision < expectedRevision) return { status: 'wrong-revision', actualRevision }
    for (const event of events) this.#shelf.push(this.#shelved(stream, event))
    this.#wakeUps.announce(BigInt(this.#shelf.length))
    return { status: 'appended', revision: last }
  }

  async readStream(stream: string, { from = 0n, limit = Number.POSITIVE_INFINITY } = {}): Promise<readonly StreamEvent[]> {
    this.#assertOpen()
    return this.#stream(stream)
      .slice(Number(from), Number(from) + limit)
      .map(({ position: _, ...event }) => event)
  }

  async readAll({ after, limit }: { readonly after: LogPosition | null; readonly limit: number }) {
    this.#assertOpen()
    const from = this.#upTo(after)
    return this.#book().slice(from, from + limit)
  }

  async *follow({ after, signal, onState = () => undefined }: Following): AsyncGenerator<LoggedEvent> {
    const ended = AbortSignal.any([signal, this.#closing.signal])
    onState('catching-up')
    for (let given = this.#upTo(after); !ended.aborted; ) {
      const seen = BigInt(this.#shelf.length)
      const next = this.#book()[given]
      if (next !== undefined) {
        yield next
        given += 1
      } else {
        onState('live')
        await this.#wakeUps.beyond(seen, ended)
      }
    }
  }

  async head() {
    this.#assertOpen()
    return this.#book().at(-1) ?? null
  }

  async assertUntruncated() {
    this.#assertOpen()
  }

  async [Symbol.asyncDispose]() {
    this.#closing.abort()
    this.#wakeUps.end()
  }

  #shelved(stream: string, { eventId, type, data, metadata }: ProposedEvent): ShelvedEvent {
    const copy = structuredClone({ data, metadata: { ...metadata, bookId: this.#bookId } })
    return { stream: `${this.#bookId}.${stream}`, eventId, type, ...copy, created: this.#clock() }
  }

  #stream(stream: string): readonly LoggedEvent[] {
    this.#look()
    return this.#streams.get(stream) ?? []
  }

  #book(): readonly LoggedEvent[] {
    this.#look()
    return this.#events
  }

  /** Takes in what has come to the shelf, of whoever put it there. */
  #look(): void {
    const prefix = `${this.#bookId}.`
    for (const [offset, { metadata: all, ...shelved }] of this.#shelf.slice(this.#seen).entries()) {
      if (!shelved.stream.startsWith(prefix)) continue
      const stream = shelved.stream.slice(prefix.length)
      const events = this.#streams.get(stream) ?? []
      this.#streams.set(stream, events)
      const { bookId, ...own } = all
      const foreign = bookId !== this.#bookId
      const place = { stream, revision: BigInt(events.length), position: positionOf(this.#seen + offset) }
      const event = { ...shelved, metadata: foreign ? all : own, foreign, ...place }
      events.push(event)
      this.#events.push(event)
    }
    this.#seen = this.#shelf.length
  }

  /** How many events of the book stand at or before a place. */
  #upTo(position: LogPosition | null): number {
    const events = this.#book()
    let [low, high] = [0, position === null ? 0 : events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const event = events[middle]
      if (event !== undefined && isBeyond(event.position, position)) high = middle
      else low = middle + 1
    }
    return low
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new EventStoreFault('closed', 'the log is closed')
  }
}

/** Sparse, as a server's are, so that nobody counts with them. */
const positionOf = (at: number): LogPosition => ({ commit: BigInt(at) * 128n + 100n, prepare: BigInt(at) * 128n + 100n })
