import type { CommandName, Day, EventId, EventName, Source, SourceEventId } from '@daybook/domain'
import type { Trace } from './cloud-event.ts'
import type { HeldOrigin } from './held.ts'
import type { Problem } from './problems.ts'

/** One event as it came in, read or unreadable. Plain data: it is made in a worker thread and judged in the writer's. */
export type Item = ReadItem | UnreadableItem

/** Which record of a partition an item came as, and what it carried beside its value. */
export type RecordPlace = Required<Pick<HeldOrigin, 'offset'>> & Pick<HeldOrigin, 'timestamp' | 'key' | 'headers'>

/** The bytes an item came as, unaltered, to be kept if it is put aside. `text` where they are UTF-8, else base64. */
export type Raw = {
  readonly text: string
  readonly encoding: 'utf8' | 'base64'
  /** The CloudEvent that rows of a file were translated into: what is read again on release. */
  readonly event?: string
  /** The rows of a file, where there are several: each goes back to its sender as it came. */
  readonly rows?: readonly string[]
}

/** An event of a known type and version, in normal form, with its identity and the digest of its content. */
export type ReadItem = {
  readonly readable: true
  readonly line: number | null
  readonly record?: RecordPlace
  readonly raw: Raw
  readonly source: Source
  readonly id: SourceEventId
  readonly eventId: EventId
  readonly type: EventName | CommandName
  /** In the normal form of its type, `effectiveOn` included where it was given. */
  readonly data: Readonly<Record<string, unknown>>
  readonly effectiveOn: Day | null
  readonly subject: string | null
  readonly time: { readonly text: string; readonly instant: number } | null
  /** Null when absent or no instant. */
  readonly recordedTime: number | null
  readonly payloadHash: string
  readonly trace: Trace
}

/** What could not be read, and as much of its identity as could. */
export type UnreadableItem = {
  readonly readable: false
  readonly line: number | null
  readonly record?: RecordPlace
  readonly raw: Raw
  readonly source: string | null
  readonly id: string | null
  readonly type: string | null
  readonly stage: 'decode' | 'schema'
  readonly problem: Problem
}
