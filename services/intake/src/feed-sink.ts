import type { EventStore, SideRecord } from '@daybook/event-store'
import { z } from 'zod'
import { type Batch, plainBatch, type Recording } from './batch.ts'
import type { Aside, FeedChunk, FeedSink, PartitionName, Taken } from './feed.ts'
import { keyOf } from './held.ts'
import type { Item } from './item.ts'
import type { Outcome } from './outcome.ts'
import { RecordConflict, type Recorder } from './recorder.ts'
import { type Span, type Tracer, tracesOf } from './tracing.ts'

/** The place of one partition, as it is stored beside the log. */
const Place = z.strictObject({ next: z.string(), updatedAt: z.number() })

const collection = 'feed-offset'

export type FeedSinkParts = {
  readonly store: EventStore
  readonly recorder: Recorder
  readonly clock: () => number
  readonly tracer?: Tracer | undefined
}

/** The sink on the writer of a book: places of partitions are side records that are committed with the events (streaming 12). */
export class RecordingSink implements FeedSink {
  readonly #parts: FeedSinkParts

  constructor(parts: FeedSinkParts) {
    this.#parts = parts
  }

  async next(at: PartitionName): Promise<bigint | null> {
    return nextIn(await this.#stored(at))
  }

  async begin(at: PartitionName, first: bigint): Promise<bigint> {
    const stored = nextIn(await this.#stored(at))
    if (stored !== null) return stored
    const began = await this.#change(at, { next: first, expected: null })
    return began ? first : this.begin(at, first)
  }

  /** Moves a place, whatever it was: for an operator. */
  async move(at: PartitionName, next: bigint): Promise<void> {
    const moved = await this.#change(at, { next, expected: await this.#stored(at) })
    if (!moved) await this.move(at, next)
  }

  async take(chunk: FeedChunk): Promise<Taken> {
    const stored = await this.#stored(chunk)
    if (nextIn(stored) !== chunk.from) return { status: 'moved', next: nextIn(stored) }
    const span = this.#parts.tracer === undefined ? undefined : startChunk(this.#parts.tracer, chunk)
    try {
      const taken = await this.#takeHere(chunk, { stored, span })
      span?.end({ attributes: { 'daybook.result': taken.status } })
      return taken
    } catch (fault) {
      span?.end({ fault })
      throw fault
    }
  }

  async #takeHere(chunk: FeedChunk, { stored, span }: { stored: string | null; span: Span | undefined }): Promise<Taken> {
    const { topic, partition, items, bytes } = chunk
    const batch: Batch = {
      ...plainBatch(items, sender, { transport: 'kafka', topic, partition }),
      trace: span?.context,
      bytes,
      alongside: () => [this.#record(chunk, { next: chunk.next, expected: stored })],
    }
    const recording = await this.#recorded(batch)
    if (recording === null) return { status: 'moved', next: await this.next(chunk) }
    return { status: 'recorded', aside: recording.outcomes.flatMap((outcome, index) => asideOf(outcome, index, items[index])) }
  }

  /** Changes a place by itself; false when it is not what it was taken to be. */
  async #change(at: PartitionName, change: Change): Promise<boolean> {
    const batch = plainBatch([], sender, { transport: 'kafka', topic: at.topic, partition: at.partition })
    return (await this.#recorded({ ...batch, alongside: () => [this.#record(at, change)] })) !== null
  }

  /** Null when the place was moved meanwhile: then nothing is recorded. */
  async #recorded(batch: Batch): Promise<Recording | null> {
    try {
      return await this.#parts.recorder.record(batch, 'wait')
    } catch (error) {
      if (error instanceof RecordConflict && error.collection === collection) return null
      throw error
    }
  }

  #record(at: PartitionName, { next, expected }: Change): SideRecord {
    const body = JSON.stringify({ next: String(next), updatedAt: this.#parts.clock() })
    return { collection, key: keyOfPlace(at), body, expected }
  }

  #stored(at: PartitionName): Promise<string | null> {
    return this.#parts.store.record(collection, keyOfPlace(at))
  }
}

/** Records of one chunk have many senders: their contexts are links, none of them is the parent (streaming 16). */
const startChunk = (tracer: Tracer, { topic, partition, from, items }: FeedChunk): Span =>
  tracer.start(`process ${topic}`, {
    kind: 'consumer',
    links: tracesOf(items),
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': String(partition),
      'messaging.kafka.offset': Number(from),
      'messaging.batch.message_count': items.length,
    },
  })

type Change = { readonly next: bigint; readonly expected: string | null }

const sender = { kind: 'integration', id: 'kafka' } as const

const keyOfPlace = ({ topic, partition }: PartitionName): string => keyOf(topic, String(partition))

const nextIn = (body: string | null): bigint | null => (body === null ? null : BigInt(Place.parse(JSON.parse(body)).next))

const asideOf = (outcome: Outcome, index: number, item: Item | undefined): readonly Aside[] => {
  if (outcome.status === 'accepted' || outcome.status === 'duplicate') return []
  const { code, detail } = outcome.problem
  const judgedAt = outcome.status === 'conflict' ? 'identity' : 'domain'
  return [{ index, stage: item?.readable === false ? item.stage : judgedAt, code, detail }]
}
