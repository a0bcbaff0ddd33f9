import type { EventId, StreamName } from '@daybook/domain'
import type { EncodedAppend, EncodedBatch } from './encoded-event.ts'
import type { Conflict, Identity, Receipt, SideRecordReads } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import type { LogPosition } from './stream-log.ts'

/**
 * What a log needs beside a server that knows streams only: identities, revisions on their way, side records, and the index that says
 * which position each event has.
 *
 * The log stays the authority: all but the side records can be made again from it.
 */
export interface LogRegister extends SideRecordReads, AsyncDisposable {
  /**
   * Takes identities and revisions for the events of batches, changes their side records and keeps the events until they are indexed:
   * all of it in one durable transaction. Each batch is judged by itself. From then on what was claimed will be in the log, whoever
   * brings it there.
   *
   * Throws `identity-behind-log` and claims nothing where the index does not reach `atLeast`: it has gone back.
   */
  claim(batches: readonly EncodedBatch[], now: number, atLeast?: bigint): Promise<readonly Claim[]>
  /** Claimed appends that are not indexed and that nobody has tried for so long, oldest first; they count as tried now. */
  takeOverdue(which: { readonly idleMs: number; readonly limit: number }): Promise<readonly EncodedAppend[]>
  /** How many appends are claimed and not indexed. */
  pendingAppends(): Promise<number>

  /** Which of these events are taken: claimed, or indexed. */
  known(eventIds: readonly EventId[]): Promise<ReadonlySet<EventId>>

  /** The last indexed event. */
  head(): Promise<IndexHead>
  /** Where indexed events stand, by event id; those that are not indexed are missing. */
  placed(eventIds: readonly EventId[]): Promise<ReadonlyMap<EventId, Placed>>
  /** Indexed events by position, from `from` on, at most `limit`. */
  placedFrom(from: bigint, limit: number): Promise<readonly Placed[]>
  /** Receipts of the identities that are indexed. */
  receipts(keys: readonly Identity[]): Promise<ReadonlyMap<EventId, Receipt>>
  /** The last position recorded at or before `instant`, or null. */
  positionAt(instant: number): Promise<bigint | null>
  /** Resolves when the index may have grown beyond `position`, or `signal` aborts. */
  waitBeyond(position: bigint, signal: AbortSignal): Promise<void>

  /** Takes the right to index from whoever has it. */
  claimIndex(): Promise<bigint>
  /** Adds the events that follow the head, and forgets what is pending of them. Throws an `IndexFault` and changes nothing where they do not fit. */
  index(batch: IndexBatch): Promise<void>
}

/** What became of one batch. `in-flight`: it cannot be judged before these events, which others have claimed, are indexed. */
export type Claim =
  | { readonly status: 'claimed' }
  | Conflict
  | { readonly status: 'in-flight'; readonly eventIds: readonly EventId[] }

/** Where an indexed event stands. */
export type Placed = {
  readonly eventId: EventId
  readonly position: bigint
  readonly recordedAt: number
  readonly place: LogPosition
}

/** The end of the index; position -1 and nulls while it is empty. */
export type IndexHead = {
  readonly position: bigint
  readonly recordedAt: number | null
  readonly place: LogPosition | null
}

/** An event to be indexed, as the log has it. */
export type IndexedEvent = {
  readonly eventId: EventId
  readonly stream: StreamName
  readonly revision: bigint
  readonly payloadHash: string
  readonly recordedAt: number
  readonly place: LogPosition
}

/** Events that follow the head at `from`, by whoever holds the epoch. */
export type IndexBatch = { readonly epoch: bigint; readonly from: bigint; readonly events: readonly IndexedEvent[] }

/**
 * Why events were not indexed.
 *
 * - `epoch-lost`: another has taken the right to.
 * - `not-at-head`: the index is not where the batch begins.
 * - `gap`: a revision does not follow the one before it in its stream.
 * - `repeated`: an event id, or a place in the log, is there already.
 */
export class IndexFault extends Error {
  override readonly name = 'IndexFault'
  readonly code: 'epoch-lost' | 'not-at-head' | 'gap' | 'repeated'

  constructor(code: IndexFault['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Throws where the index has gone back behind a position that it once had. */
export const assertReached = (position: bigint, atLeast: bigint): void => {
  if (position < atLeast)
    throw new EventStoreFault(
      'identity-behind-log',
      `the register ends at position ${position} and had come to ${atLeast}: the database was restored from an older copy; ` +
        'nothing is recorded until its identities are indexed again',
    )
}

/** Throws a `gap` where an event is not the next of its stream. */
export const assertNext = ({ stream, revision }: Pick<IndexedEvent, 'stream' | 'revision'>, expected: bigint): void => {
  if (revision !== expected)
    throw new IndexFault('gap', `gap: revision ${expected} of ${stream} should follow, the log gave ${revision}`)
}
