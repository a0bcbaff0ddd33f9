import type { StreamName } from '@daybook/domain'
import type { EncodedAppend, EncodedBatch, WaitingEvent } from './encoded-event.ts'
import type { Conflict, Receipt, SideRecord } from './event-store.ts'

/** What a batch is judged by: the log and the side records as they are before it. */
export type LogView = {
  receipt(event: WaitingEvent): Receipt | null
  /** The last revision of a stream, -1 when there is none. */
  revision(stream: StreamName): number
  body(collection: string, key: string): string | null
  /** The recorded time of the head, or the lowest number when the log is empty. */
  readonly recordedAt: number
  readonly now: number
}

/** Why a batch does not fit, or null when it does. The one place that says so, whatever the engine. */
export const judge = ({ appends, records }: EncodedBatch, view: LogView): Conflict | null => {
  const batch: Seen = { eventIds: new Set(), revisions: new Map(), bodies: new Map(), recordedAt: view.recordedAt }
  for (const append of appends) {
    const conflict =
      identityConflict(append, view, batch) ?? revisionConflict(append, view, batch) ?? timeConflict(append, view, batch)
    if (conflict !== null) return conflict
  }
  for (const record of records) {
    const conflict = recordConflict(record, view, batch)
    if (conflict !== null) return conflict
  }
  return null
}

/** What the earlier parts of the same batch will have changed. */
type Seen = {
  readonly eventIds: Set<string>
  readonly revisions: Map<StreamName, number>
  readonly bodies: Map<string, string | null>
  recordedAt: number
}

const identityConflict = ({ events }: EncodedAppend, view: LogView, batch: Seen): Conflict | null => {
  for (const event of events) {
    const { eventId, source, id } = event
    const recorded = view.receipt(event)
    if (recorded !== null || batch.eventIds.has(eventId))
      return { status: 'conflict', on: 'identity', eventId, source, id, recorded }
    batch.eventIds.add(eventId)
  }
  return null
}

const revisionConflict = ({ stream, expectedRevision, events }: EncodedAppend, view: LogView, batch: Seen): Conflict | null => {
  const actual = batch.revisions.get(stream) ?? view.revision(stream)
  batch.revisions.set(stream, actual + events.length)
  if (actual === expectedRevision) return null
  const revisions = { expectedRevision: BigInt(expectedRevision), actualRevision: BigInt(actual) }
  return { status: 'conflict', on: 'revision', stream, ...revisions }
}

const timeConflict = ({ events }: EncodedAppend, { now }: LogView, batch: Seen): Conflict | null => {
  for (const { eventId, recordedAt = Math.max(batch.recordedAt, now) } of events) {
    const head = batch.recordedAt
    if (recordedAt < head) return { status: 'conflict', on: 'recorded-time-goes-back', eventId, recordedAt, head }
    batch.recordedAt = recordedAt
  }
  return null
}

const recordConflict = (record: SideRecord, view: LogView, batch: Seen): Conflict | null => {
  const { collection, key, body, expected } = record
  const name = JSON.stringify([collection, key])
  const earlier = batch.bodies.get(name)
  const actual = earlier === undefined ? view.body(collection, key) : earlier
  batch.bodies.set(name, body)
  if (expected === undefined || expected === actual) return null
  return { status: 'conflict', on: 'record', collection, key, actual }
}
