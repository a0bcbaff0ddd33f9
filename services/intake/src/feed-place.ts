import type { FeedSink, PartitionName } from './feed.ts'
import type { Ends } from './feed-options.ts'

/** Where a partition goes on, and whether the broker has what comes there. */
export type FeedPlace = { readonly next: bigint; readonly ends: Ends; readonly isGap: boolean }

type PlaceParts = {
  readonly sink: Pick<FeedSink, 'next' | 'begin'>
  /** The ends of all partitions of a topic, as they are now. */
  readonly ends: (topic: string) => Promise<readonly Ends[]>
  /** Where a partition begins that was never read. */
  readonly start: 'earliest' | 'latest'
}

/**
 * Finds where a partition goes on. It is a gap where what comes next was deleted before it was read, or where the topic is another one:
 * that is never jumped over (streaming 11.6 K16). Others may read the partition meanwhile, so the place before is held against the end,
 * which only grows, and the place afterwards against the beginning. Throws where the broker has no such partition.
 */
export const findPlace = async (at: PartitionName, { sink, ends: endsOf, start }: PlaceParts): Promise<FeedPlace> => {
  const before = await sink.next(at)
  const ends = (await endsOf(at.topic)).find(({ partition }) => partition === at.partition)
  if (ends === undefined) throw new Error(`the broker has no partition ${at.partition} of ${at.topic}`)
  const next = (await sink.next(at)) ?? (await sink.begin(at, start === 'earliest' ? ends.low : ends.high))
  return { next, ends, isGap: next < ends.low || (before !== null && before > ends.high) }
}
