import type { EventId, Recorded, StreamName } from '@daybook/domain'
import type { NewEvent, SideRecord, StreamAppend } from '@daybook/event-store'
import { firstPartOf, keyOf } from './held.ts'

/**
 * What has been judged and not yet committed: later items of a batch see the earlier ones through it. A fork may be thrown away,
 * as strict handling and dry runs do.
 */
export type Staging = {
  readonly stage: (append: StreamAppend) => void
  readonly put: (record: SideRecord) => void
  /** Events staged for a stream, as they will read once recorded. */
  readonly eventsOf: (stream: StreamName) => readonly Recorded[]
  /** The staged event that holds an identity, and its place among all staged events. */
  readonly identity: (eventId: EventId) => StagedIdentity | null
  /** The staged body of a side record; undefined when none is staged. */
  readonly record: (collection: string, key: string) => string | null | undefined
  /** The keys of a collection that are staged and have this first part, removed ones too. */
  readonly keysUnder: (collection: string, first: string) => readonly string[]
  readonly appends: () => readonly StreamAppend[]
  readonly records: () => readonly SideRecord[]
  /** All staged events, in order. */
  readonly events: () => readonly Recorded[]
  readonly eventCount: () => number
  /** The recorded time of the last staged event that brings its own. */
  readonly recordedAt: () => number | null
  readonly fork: () => Staging
  /** Takes over what a fork has staged. */
  readonly merge: (fork: Staging) => void
}

type StagedIdentity = { readonly payloadHash: string; readonly index: number }

/** `base` is the position that the first staged event will get if nobody else writes. `onStaged` is told each event once. */
export const openStaging = (
  base: bigint,
  onStaged: (events: readonly Recorded[]) => void,
  parent: Staging | null = null,
): Staging => {
  const appends: StreamAppend[] = []
  const records = openStagedRecords()
  const staged: Recorded[] = []
  const streams = new Map<StreamName, Recorded[]>()
  const identities = new Map<EventId, StagedIdentity>()
  let count = parent?.eventCount() ?? 0
  let recordedAt: number | null = null

  const stage = (append: StreamAppend, tell: (events: readonly Recorded[]) => void): void => {
    appends.push(append)
    const stream = streams.get(append.stream) ?? []
    streams.set(append.stream, stream)
    for (const [offset, event] of append.events.entries()) {
      const place = { revision: append.expectedRevision + 1n + BigInt(offset), position: base + BigInt(count) }
      const recorded = asRecorded(event, { stream: append.stream, ...place })
      identities.set(event.eventId, { payloadHash: event.payloadHash, index: count })
      stream.push(recorded)
      staged.push(recorded)
      recordedAt = event.recordedAt ?? recordedAt
      count += 1
    }
    tell(staged.slice(-append.events.length))
  }

  const staging: Staging = {
    stage: (append) => stage(append, onStaged),
    put: records.put,
    eventsOf: (stream) => {
      const before = parent?.eventsOf(stream) ?? none
      const own = streams.get(stream)
      return own === undefined ? before : before.length === 0 ? own : [...before, ...own]
    },
    identity: (eventId) => identities.get(eventId) ?? parent?.identity(eventId) ?? null,
    record: (collection, key) => {
      const body = records.body(collection, key)
      return body === undefined ? parent?.record(collection, key) : body
    },
    keysUnder: (collection, first) => [...(parent?.keysUnder(collection, first) ?? []), ...records.keysUnder(collection, first)],
    appends: () => appends,
    records: records.all,
    events: () => staged,
    eventCount: () => count,
    recordedAt: () => recordedAt ?? parent?.recordedAt() ?? null,
    fork: () => openStaging(base, onStaged, staging),
    merge: (fork) => {
      // Told once, when the fork staged them.
      for (const append of fork.appends()) stage(append, () => undefined)
      for (const record of fork.records()) staging.put(record)
    },
  }
  return staging
}

const none: readonly Recorded[] = []

const openStagedRecords = () => {
  const records: SideRecord[] = []
  /** Bodies by key, for each first part of a key in a collection. */
  const groups = new Map<string, Map<string, string | null>>()
  const groupOf = (collection: string, key: string): string => keyOf(collection, firstPartOf(key))
  return {
    put: (record: SideRecord): void => {
      const { collection, key, body } = record
      const group = groupOf(collection, key)
      records.push(record)
      groups.set(group, (groups.get(group) ?? new Map<string, string | null>()).set(key, body))
    },
    all: (): readonly SideRecord[] => records,
    body: (collection: string, key: string): string | null | undefined => groups.get(groupOf(collection, key))?.get(key),
    keysUnder: (collection: string, first: string): Iterable<string> => groups.get(keyOf(collection, first))?.keys() ?? [],
  }
}

const asRecorded = (event: NewEvent, at: { stream: StreamName; revision: bigint; position: bigint }): Recorded => {
  const { event: fact, recordedAt, ...identity } = event
  const backfilled = recordedAt !== undefined
  // Sound: an event and what the store adds to it; spreading a union loses which member it was.
  return { ...fact, ...identity, ...at, recordedAt: recordedAt ?? event.ingestedAt, backfilled } as Recorded
}
