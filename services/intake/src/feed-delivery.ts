import type { Aside, FeedChunk, FeedSink, PartitionName } from './feed.ts'
import { type FeedRecord, itemOf } from './feed-record.ts'
import type { Item } from './item.ts'
import type { Limits } from './limits.ts'

/** What one fetch of a partition brought. */
export type Fetched = PartitionName & {
  /** The offset that was asked for: what lies before the first record is not there. */
  readonly fetchedOffset: bigint
  /** The last offset that was looked at, of records that are not events of anybody included. */
  readonly lastOffset: bigint
  readonly records: readonly FeedRecord[]
}

/** Who reads a partition, as the delivery of its records uses it. */
export type PartitionReader = {
  /** False when the partition is lost or the reader is to end: no further chunk is begun then. */
  readonly isAlive: () => Promise<boolean>
  readonly seek: (next: bigint) => void
  /** All up to this offset is recorded. */
  readonly resolve: (offset: bigint) => void
  /** Told what was put aside of a chunk; false when no more is to be read. */
  readonly putAside: (records: readonly FeedRecord[], aside: readonly Aside[]) => boolean
}

/** What a delivery works with: where it delivers, time, chance, and who is told of what failed. */
export type DeliveryParts = {
  readonly sink: FeedSink
  readonly limits: Limits
  /** A timer of so many milliseconds, which ends when it is disposed. */
  readonly timer: (ms: number) => Timer
  /** From 0 to 1, to spread retries. */
  readonly random: () => number
  /** Told each failure of the store. */
  readonly onFailure: (error: unknown) => void
}

/** Resolves when the time is up. */
export type Timer = Disposable & { readonly elapsed: Promise<void> }

/** How long a member may keep silent, and how long a failing store is left alone. */
const aliveEveryMs = 3_000
const backoffMs = { first: 200, most: 10_000 }

/** Records of one chunk: what a member works on between two signs of life (streaming 11.6 K6). */
const chunkRecords = 200
const chunkBytes = 1024 * 1024

/**
 * Delivers what was fetched of one partition, chunk by chunk, from where the book stands. A store that fails is tried again until it
 * takes the chunk or the partition is lost; what a record holds is never a reason to stop. Never rejects for either.
 */
export const deliver = async (fetched: Fetched, reader: PartitionReader, parts: DeliveryParts): Promise<void> => {
  const { topic, partition } = fetched
  const next = await patiently(() => parts.sink.next({ topic, partition }), reader, parts)
  if (next === lost || next === null) return
  // Fetched from beyond the place of the book: what lies between would be left out.
  if (fetched.fetchedOffset > next || fetched.lastOffset < next) return reader.seek(next)
  const records = fetched.records.filter(({ offset }) => offset >= next)
  let from = next
  // Of records that are nobody's (aborted, compacted, marks of transactions) the place alone is recorded.
  let prepared = prepareNext(records, 0, parts.limits) ?? nothing
  for (let at = 0; ; ) {
    const end = at + prepared.items.length
    const chunk = chunkOf(fetched, { from, next: records[end]?.offset ?? fetched.lastOffset + 1n, ...prepared })
    const taking = patiently(() => parts.sink.take(chunk), reader, parts)
    // The next chunk is read while the writer has this one.
    const following = prepareNext(records, end, parts.limits)
    const taken = await taking
    if (taken === lost) return
    if (taken.status === 'moved') return taken.next === null ? undefined : reader.seek(taken.next)
    reader.resolve(chunk.next - 1n)
    const goesOn = reader.putAside(records.slice(at, end), taken.aside)
    if (following === null || !goesOn || !(await reader.isAlive())) return
    from = chunk.next
    at = end
    prepared = following
  }
}

type Prepared = Pick<FeedChunk, 'items' | 'bytes'>

const nothing: Prepared = { items: [], bytes: 0 }

const chunkOf = ({ topic, partition }: Fetched, chunk: Omit<FeedChunk, keyof PartitionName>): FeedChunk => ({
  topic,
  partition,
  ...chunk,
})

/** Null when there are no more records. */
const prepareNext = (records: readonly FeedRecord[], start: number, limits: Limits): Prepared | null => {
  const items: Item[] = []
  let bytes = 0
  for (let at = start; at < records.length && items.length < chunkRecords && bytes < chunkBytes; at += 1) {
    const record = records[at]
    if (record === undefined) break
    items.push(itemOf(record, limits))
    bytes += record.value?.length ?? 0
  }
  return items.length === 0 ? null : { items, bytes }
}

const lost = Symbol('the partition is lost')

/** Tries until it succeeds or the partition is lost, and shows signs of life meanwhile. */
const patiently = async <Value>(
  attempt: () => Promise<Value>,
  reader: PartitionReader,
  parts: DeliveryParts,
): Promise<Value | typeof lost> => {
  for (let wait = backoffMs.first; ; wait = Math.min(wait * 2, backoffMs.most)) {
    try {
      return await whileAlive(attempt(), reader, parts)
    } catch (error) {
      parts.onFailure(error)
    }
    using rest = parts.timer(parts.random() * wait)
    await whileAlive(rest.elapsed, reader, parts)
    if (!(await reader.isAlive())) return lost
  }
}

/** Waits with signs of life. What is under way is waited for also when the partition is lost meanwhile: it may well be recorded. */
const whileAlive = async <Value>(promise: Promise<Value>, reader: PartitionReader, parts: DeliveryParts): Promise<Value> => {
  const settled = promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  for (let isAlive = true; ; isAlive = await reader.isAlive()) {
    using silence = parts.timer(aliveEveryMs)
    const first = await (isAlive ? Promise.race([settled, silence.elapsed]) : settled)
    if (first === undefined) continue
    if ('error' in first) throw first.error
    return first.value
  }
}
