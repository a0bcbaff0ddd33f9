import type { FeedChunk, PartitionName } from './feed.ts'
import type { FeedOptions, FeedReport, Say } from './feed-options.ts'
import type { PackedItems } from './packed-chunk.ts'

/** What the thread that reads is started with. */
export type FeedThreadData = { readonly options: FeedOptions; readonly paused: readonly string[] }

/** A question to the sink of the book, which stands in the thread that writes. */
export type SinkCall =
  | { readonly ask: 'next'; readonly at: PartitionName }
  | { readonly ask: 'begin'; readonly at: PartitionName; readonly first: bigint }
  | { readonly ask: 'take'; readonly chunk: Omit<FeedChunk, 'items'> & PackedItems }

/** From the thread that reads. */
export type FromFeed =
  | { readonly is: 'call'; readonly id: number; readonly call: SinkCall }
  | { readonly is: 'report'; readonly report: FeedReport }
  | { readonly is: 'tripped'; readonly topic: string; readonly aside: number }
  | { readonly is: 'log'; readonly say: Parameters<Say> }

/** To the thread that reads. */
export type ToFeed =
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly error: string }
  | { readonly is: 'pause'; readonly topics: readonly string[] }
  | { readonly is: 'resume' }
  | { readonly is: 'scale'; readonly members: number }
  | { readonly is: 'moved'; readonly at: PartitionName }
  | { readonly is: 'end' }
