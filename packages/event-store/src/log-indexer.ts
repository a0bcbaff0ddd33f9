import { setTimeout as pause } from 'node:timers/promises'
import type { EventId, StreamName } from '@daybook/domain'
import { assertLogReaches } from './agreement.ts'
import { readStreamEvent } from './log-event.ts'
import type { IndexedEvent, IndexHead, LogRegister } from './register.ts'
import type { LoggedEvent, StreamLog } from './stream-log.ts'

/** What an indexer needs. Only the last one that was started goes on: the register refuses the others. */
export type IndexerOptions = {
  readonly log: StreamLog
  readonly register: LogRegister
  readonly signal: AbortSignal
  /** Events indexed in one transaction at most. */
  readonly batchEvents?: number
  /** How long a transaction waits for more events; milliseconds. */
  readonly batchMs?: number
}

/**
 * Gives the events of the log their positions, in the order of the log, until `signal` aborts: what `position` and `recordedAt` are is
 * settled here and nowhere else, and comes out the same however often it is done (streaming 11.3). Throws what it cannot go on from: a
 * lost epoch, a gap, an event that nobody of the book wrote, a log that lacks what has a position already.
 */
export const runIndexer = async ({ log, register, signal, batchEvents = 1_000, batchMs = 2 }: IndexerOptions): Promise<void> => {
  await assertLogReaches({ log, register })
  const epoch = await register.claimIndex()
  let head = await register.head()
  const { place: after } = head
  const followed = (ended: AbortSignal) => log.follow({ after, signal: AbortSignal.any([signal, ended]) })
  for await (const stored of inBatches(followed, { limit: batchEvents, ms: batchMs })) {
    const events = indexed(stored, head)
    await register.index({ epoch, from: head.position, events })
    const { recordedAt, place } = events.at(-1) ?? head
    head = { position: head.position + BigInt(events.length), recordedAt, place }
  }
}

/** A server's clock may go back, recorded time never does. */
const indexed = (stored: readonly LoggedEvent[], head: IndexHead): readonly IndexedEvent[] => {
  let last = head.recordedAt ?? Number.MIN_SAFE_INTEGER
  return stored.map((event) => {
    const { recordedAt, payloadHash } = readStreamEvent(event)
    last = Math.max(last, recordedAt ?? event.created)
    // Sound: what can be read was written by the book
    const [eventId, stream] = [event.eventId as EventId, event.stream as StreamName]
    return { eventId, stream, revision: event.revision, place: event.position, payloadHash, recordedAt: last }
  })
}

type Batching = { readonly limit: number; readonly ms: number }

/** What comes together: up to so many, as long as the next one does not keep us waiting. */
async function* inBatches<Item>(
  open: (ended: AbortSignal) => AsyncIterable<Item>,
  batching: Batching,
): AsyncGenerator<readonly Item[]> {
  const ending = new AbortController()
  const iterator = open(ending.signal)[Symbol.asyncIterator]()
  try {
    let next = iterator.next()
    for (let first = await next; first.done !== true; first = await next) {
      const batch = [first.value]
      next = (await fill(batch, iterator, batching)).asked
      yield batch
    }
  } finally {
    // The next one is asked for already, and may never come.
    ending.abort()
    await iterator.return?.()
  }
}

/** Adds to a batch what follows at once. Gives what was asked for and is not in it. */
const fill = async <Item>(
  batch: Item[],
  iterator: AsyncIterator<Item>,
  { limit, ms }: Batching,
): Promise<{ readonly asked: Promise<IteratorResult<Item>> }> => {
  for (;;) {
    const asked = iterator.next()
    asked.catch(() => undefined) // It may fail while what is here already is indexed, and is awaited only then.
    const more = batch.length < limit ? await Promise.race([asked, pause(ms, null)]) : null
    if (more === null || more.done === true) return { asked }
    batch.push(more.value)
  }
}
