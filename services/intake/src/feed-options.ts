import type { PartitionName } from './feed.ts'
import type { Limits } from './limits.ts'

/** Where orders come from, and how they are read. Plain data: it goes to the thread that reads. */
export type FeedOptions = {
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[]
  readonly topics: readonly string[]
  /** The consumer group. */
  readonly group: string
  /** How many members of the group this process is. */
  readonly members: number
  /** After so long without a sign of life the brokers take a member for dead. */
  readonly sessionMs: number
  /** Where a partition begins that was never read. */
  readonly start: 'earliest' | 'latest'
  /** Whether what is put aside is copied to `<topic>.dead-letters`. */
  readonly deadLetters: boolean
  /** Of the last `circuitWindow` records of a topic, the share in per cent that may be put aside before it is paused. */
  readonly circuitPercent: number
  readonly circuitWindow: number
  readonly limits: Limits
  /** Told in the copies of dead letters. */
  readonly version: string
}

/** What the broker says of a partition: the offsets of its oldest record and of the next one to come. */
export type Ends = PartitionName & { readonly low: bigint; readonly high: bigint }

/** What the reading side says of itself, after each look at the brokers. */
export type FeedReport = {
  readonly members: number
  /** How often the members have joined. */
  readonly rebalances: number
  /** Members that stood still and were replaced. */
  readonly replaced: number
  /** Copies of dead letters that no broker took. */
  readonly copiesLost: number
  /** Null while all is well. */
  readonly problem: string | null
  readonly ends: readonly Ends[]
  /** Partitions that are not read any more, and why. */
  readonly gaps: readonly (PartitionName & { readonly problem: string })[]
}

/** Told what is worth a line in the log. */
export type Say = (level: 'error' | 'warn' | 'info', text: string, fields: object) => void

/** Told what happens on the reading side. */
export type FeedObserver = {
  readonly report: (report: FeedReport) => void
  /** Too much of a topic is put aside: it is read no more. */
  readonly tripped: (topic: string, aside: number) => void
  readonly log: Say
}
