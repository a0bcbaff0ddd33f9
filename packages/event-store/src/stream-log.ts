/**
 * The events of one book in a server that keeps many streams: what EventStoreDB offers, and nothing richer.
 *
 * A stream counts its events by revision from 0 without a hole. The order of the whole log is that of `position`, which is sparse and
 * the server's own. Streams go by their names in the book: the prefix that sets books apart in the server is added and removed here.
 * Whatever the server answers that cannot be is an `EventStoreFault`, never a shorter answer.
 */
export interface StreamLog extends AsyncDisposable {
  /**
   * Appends to a stream that must now end at `expectedRevision` (-1: there must be no such stream yet). All or nothing, durable when it
   * resolves. The same events at the same revision again are `appended` again, and stored once.
   *
   * A lost answer is looked into for as long as it may take. When even that does not tell, an `outcome-unknown` is thrown: the
   * events may be stored or not, and the same append may be sent again.
   */
  append(stream: string, expectedRevision: bigint, events: readonly ProposedEvent[]): Promise<StreamAppendResult>
  /** Events of one stream by revision, from `from` (0) on, at most `limit` (all), as its leader has them. Empty without such a stream. */
  readStream(stream: string, range?: { readonly from?: bigint; readonly limit?: number }): Promise<readonly StreamEvent[]>
  /** Events of the book in the order of the log: those beyond `after` (all), at most `limit`. Fewer than that: there are no more. */
  readAll(range: { readonly after: LogPosition | null; readonly limit: number }): Promise<readonly LoggedEvent[]>
  /**
   * The events of the book beyond `after`, each once and in order, and then those to come. It ends when `signal` aborts or the log
   * closes, not when the connection does. To ask for the next event is to confirm the one before: from there it goes on after a fault.
   */
  follow(following: Following): AsyncIterable<LoggedEvent>
  /** The last event of the book, or null. */
  head(): Promise<LoggedEvent | null>
  /** Throws `truncated` when the server was told to forget events of the book, or has deleted one of its streams. */
  assertUntruncated(): Promise<void>
}

/** From where to follow, how long, and who is told how it goes. */
export type Following = {
  readonly after: LogPosition | null
  readonly signal: AbortSignal
  /** Told each change, with the error behind a `failed`. */
  readonly onState?: (state: FollowState, error?: unknown) => void
}

/** `catching-up` until the server says that nothing older is left to send; `failed` until the next attempt. */
export type FollowState = 'connecting' | 'catching-up' | 'live' | 'failed'

/** An event to be stored. `eventId` is a UUID; `data` and `metadata` are JSON, to which the log adds the book. */
export type ProposedEvent = {
  readonly eventId: string
  readonly type: string
  readonly data: JsonObject
  readonly metadata: JsonObject
}

/** What JSON calls an object, before or after it was text. */
export type JsonObject = { readonly [key: string]: unknown }

/** An event as its stream holds it. */
export type StreamEvent = {
  readonly stream: string
  readonly revision: bigint
  readonly eventId: string
  readonly type: string
  readonly data: unknown
  readonly metadata: unknown
  /** By the server's clock, in milliseconds since 1970. Another server's clock may be behind: it can go back. */
  readonly created: number
  /** Whether somebody else put it there: it is not JSON, or names no book or another one. It is told of, never left out. */
  readonly foreign: boolean
}

/** An event as the whole log holds it. */
export type LoggedEvent = StreamEvent & { readonly position: LogPosition }

/** A place in the log: bytes, so neither dense nor the same in another server. By `commit`, then by `prepare`. */
export type LogPosition = { readonly commit: bigint; readonly prepare: bigint }

/** What became of an append. `revision` is that of the last event of the append, `actualRevision` that of the stream (-1: none). */
export type StreamAppendResult =
  | { readonly status: 'appended'; readonly revision: bigint }
  | { readonly status: 'wrong-revision'; readonly actualRevision: bigint }

/** Whether a place lies beyond another; beyond null lies everything. */
export const isBeyond = (position: LogPosition, other: LogPosition | null): boolean =>
  other === null || position.commit > other.commit || (position.commit === other.commit && position.prepare > other.prepare)

/** Refuses what no engine could store, before it is sent. */
export const assertEvents = (events: readonly ProposedEvent[]): void => {
  if (events.length === 0) throw new TypeError('an append has at least one event')
  for (const { eventId } of events) if (!uuid.test(eventId)) throw new TypeError(`${eventId} is not a UUID`)
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/
