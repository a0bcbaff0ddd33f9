import { z } from 'zod'
import type { Item } from './item.ts'

/** One partition of a topic. */
export type PartitionName = { readonly topic: string; readonly partition: number }

/** A partition as a key: no topic is named with a space. */
export const partitionKey = ({ topic, partition }: PartitionName): string => `${partition} ${topic}`

/** Records of one partition in the order of their offsets, read, to be recorded together with the place after them. */
export type FeedChunk = PartitionName & {
  /** Where the reader takes the book to stand in this partition. Nothing is recorded if it stands elsewhere. */
  readonly from: bigint
  /** Where it stands once this is recorded: after the last record, and after what the feed has left out behind it. */
  readonly next: bigint
  readonly items: readonly Item[]
  /** What the items weigh in the queue of the writer. */
  readonly bytes: number
}

/** What became of a chunk. `moved`: another reader or an operator has moved the place; go on there. Null: there is none any more. */
export type Taken =
  | { readonly status: 'recorded'; readonly aside: readonly Aside[] }
  | { readonly status: 'moved'; readonly next: bigint | null }

/** A record that was put aside, by its place in the chunk. */
export type Aside = { readonly index: number; readonly stage: string; readonly code: string; readonly detail: string }

/**
 * Where the readers of a feed deliver (streaming 12). The place of a partition changes in the transaction of the events, by
 * compare-and-set: of two readers of one partition, or of one that wakes up late, one records and the other learns that it was too
 * late. What a broker remembers of the place decides nothing.
 */
export type FeedSink = {
  /** The offset to be recorded next; null while nothing was ever read of the partition. */
  readonly next: (at: PartitionName) => Promise<bigint | null>
  /** Sets the place of a partition that has none, and gives the one that holds. */
  readonly begin: (at: PartitionName, first: bigint) => Promise<bigint>
  /** Records a chunk. Rejects when the store fails, never for what a record holds: then nothing of it is recorded. */
  readonly take: (chunk: FeedChunk) => Promise<Taken>
}

/** How a partition stands, as the broker and the book tell it. Offsets count from 0. */
export type PartitionStatus = PartitionName & {
  /** The next offset to be recorded; null before the first look. */
  readonly next: bigint | null
  /** The offset that the broker will give next. */
  readonly end: bigint
  /** Records that the broker has and the book has not; null before the first look. */
  readonly lag: bigint | null
  /** Why nothing more is read of it. */
  readonly problem: string | null
}

/** Why a topic is not read: somebody wanted it so, or too much of it had to be put aside. */
export const Paused = z.strictObject({ by: z.string(), at: z.number(), reason: z.string() }).readonly()
export type Paused = z.infer<typeof Paused>

/** How a feed stands. */
export type FeedStatus = {
  readonly name: string
  /** `connecting`: something keeps it from reading, mostly that no broker answers. A feed whose topics are paused is `running`. */
  readonly state: 'connecting' | 'running'
  /** What is wrong now; null while all is well. */
  readonly problem: string | null
  readonly members: number
  readonly rebalances: number
  /** Copies of dead letters that no broker took. */
  readonly copiesLost: number
  readonly topics: readonly {
    readonly topic: string
    readonly paused: Paused | null
    readonly partitions: readonly PartitionStatus[]
  }[]
}

/** A feed that is open, as an operator sees it. */
export type Feed = AsyncDisposable & {
  readonly name: string
  readonly status: () => Promise<FeedStatus>
  /** Reads no more of its topics until `resume`, also after a restart. */
  readonly pause: (paused: Paused) => Promise<void>
  /** Reads again what was paused by whomever, and tries again where a gap was found. */
  readonly resume: () => Promise<void>
  /** How many members of the group this process is. */
  readonly scale: (members: number) => Promise<void>
  /** Goes on at an offset: what lies between is left out, what lies behind is read again. Rejects when there is no such partition. */
  readonly seek: (at: PartitionName, next: bigint) => Promise<void>
}
