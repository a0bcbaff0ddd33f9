import type { DomainEvent, EventId, EventMetadata, Recorded, Source, SourceEventId, StreamName } from '@daybook/domain'
import type { EventStoreFault } from './fault.ts'

/** What may be read of side records: what commits with events and is none, such as what is held, or how far a feed is. */
export interface SideRecordReads {
  /** The body of a side record, or null. */
  record(collection: string, key: string): Promise<string | null>
  /** Side records of a collection by key (code point order), those after `after`, at most `limit`. */
  records(
    collection: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly { readonly key: string; readonly body: string }[]>
  /** The collections that hold a side record, by name. */
  collections(): Promise<readonly string[]>
}

/**
 * The log: every event of the book, in one order, for ever.
 *
 * `position` counts all events from 0 without a hole, `revision` those of one stream. Neither these nor `recordedAt` ever go back.
 * An event is known for ever by its (`source`, `id`): a second one is not stored but reported.
 */
export interface EventStore extends SideRecordReads, AsyncDisposable {
  /**
   * Appends to any number of streams and changes side records: all of it, or nothing.
   *
   * Durable when it resolves; nobody reads it before. Batches that wait are committed together, and each is judged by itself.
   * What the caller can act on comes back as a `conflict`; a failing disk is thrown as an `EventStoreFault`, after which the
   * batch may have been stored or not: send it again, its identities tell.
   */
  append(batch: AppendBatch): Promise<AppendResult>
  /** Events of one stream by revision, from `from` (0) on, at most `limit` (all). Empty when there is no such stream. */
  readStream(stream: StreamName, range?: { readonly from?: bigint; readonly limit?: number }): Promise<readonly Recorded[]>
  /** Events of the whole log by position, from `from` on, at most `limit`. */
  readAll(range: { readonly from: bigint; readonly limit: number }): Promise<readonly Recorded[]>
  /** The event with this id, or null when none was recorded. */
  event(eventId: EventId): Promise<Recorded | null>
  /** Which of these identities are recorded, by event id; those that are not are missing from the map. */
  identities(keys: readonly Identity[]): Promise<ReadonlyMap<EventId, Receipt>>
  /** The last position and its recorded time; position -1 and null when the log is empty. */
  head(): Promise<Head>
  /** The last position recorded at or before `instant`, or null when there is none. Instants are milliseconds since 1970. */
  positionAt(instant: number): Promise<bigint | null>
  /** When the event at `position` was recorded, or null when the log does not reach so far. */
  recordedAt(position: bigint): Promise<number | null>
  /** Resolves when the log reaches beyond `position`, when `signal` aborts or when the store closes: a wake-up, not an answer. */
  waitBeyond(position: bigint, signal: AbortSignal): Promise<void>
  /** Compares events `from` to `to` (both included) with the checksums of their stored bytes, their neighbours and the indexes. */
  verifyEvents(range: { readonly from: bigint; readonly to: bigint }): Promise<Verification>
  /** How many events wait to be appended: the measure by which senders are slowed down. */
  waiting(): number
  /** Why this store writes nothing any more (a failed disk, a damaged event), or null while it does. Reads go on. */
  fault(): EventStoreFault | null
}

/** An event to be stored. `eventId` must be `eventIdOf(source, id)`. */
export type NewEvent = {
  readonly event: DomainEvent
  readonly eventId: EventId
  readonly source: Source
  readonly id: SourceEventId
  readonly payloadHash: string
  readonly metadata: EventMetadata
  readonly ingestedAt: number
  /** Only where history brings its own recorded time, which must not go back. Otherwise the store sets max(previous, now). */
  readonly recordedAt?: number
}

/** Events for one stream that must now be at exactly `expectedRevision`; -1 means that there must be no such stream yet. */
export type StreamAppend = {
  readonly stream: StreamName
  readonly expectedRevision: bigint
  readonly events: readonly NewEvent[]
}

/**
 * Something that must change together with the events: a held item, a feed's offset, an answer to be repeated.
 * A `body` of null deletes. With `expected` the change is made only if the body is that now (null: there must be no record).
 */
export type SideRecord = {
  readonly collection: string
  readonly key: string
  readonly body: string | null
  readonly expected?: string | null
}

/** Written in the order given: records after all appends. */
export type AppendBatch = { readonly appends: readonly StreamAppend[]; readonly records?: readonly SideRecord[] }

/** The identity of a fact, for ever. */
export type Identity = { readonly source: Source; readonly id: SourceEventId }

/** Where and when a fact was recorded, and with which content. */
export type Receipt = { readonly position: bigint; readonly recordedAt: number; readonly payloadHash: string }

/** The end of the log. */
export type Head = { readonly position: bigint; readonly recordedAt: number | null }

/**
 * `position` and `recordedAt` are those of the last event (of the head, when the batch held none); `positions` of all, in order. Null
 * where the events are in the log and whoever gives positions is behind: send the same again later to see.
 */
export type Appended = {
  readonly status: 'appended'
  readonly position: bigint | null
  readonly recordedAt: number | null
  readonly positions: readonly bigint[] | null
}

/** Why a batch was not stored. Of several reasons in one batch the first is told, an identity before a revision. */
export type Conflict = { readonly status: 'conflict' } & (
  | {
      readonly on: 'revision'
      readonly stream: StreamName
      readonly expectedRevision: bigint
      /** -1 when there is no such stream. */
      readonly actualRevision: bigint
    }
  | {
      readonly on: 'identity'
      readonly eventId: EventId
      readonly source: Source
      readonly id: SourceEventId
      /** The receipt of the event that holds the identity; null when it stands earlier in the same batch. */
      readonly recorded: Receipt | null
    }
  | { readonly on: 'record'; readonly collection: string; readonly key: string; readonly actual: string | null }
  | { readonly on: 'recorded-time-goes-back'; readonly eventId: EventId; readonly recordedAt: number; readonly head: number }
)

/** What became of a batch. */
export type AppendResult = Appended | Conflict

/** What `verifyEvents` looked at, and what it found to be other than it was stored. */
export type Verification = { readonly checked: number; readonly damage: readonly Damage[] }

/** An event that is not what was stored, or not there. */
export type Damage = { readonly position: bigint; readonly problem: string }

/** Now, in milliseconds since 1970. */
export type Clock = () => number
