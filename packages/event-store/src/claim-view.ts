import type { EventId, StreamName } from '@daybook/domain'
import type { EncodedBatch } from './encoded-event.ts'
import type { Conflict, Receipt } from './event-store.ts'
import { judge } from './judge.ts'
import type { Claim, Placed } from './register.ts'

/** An identity that is taken. `placed` is null until its event is indexed. */
export type Known = { readonly payloadHash: string; readonly placed: Omit<Placed, 'place'> | null }

/** The last event of a stream that is claimed or indexed. */
export type StreamEnd = { readonly revision: number; readonly eventId: EventId }

/** What a register holds of all that some batches name: what is missing here is not there. */
export type ClaimBasis = {
  readonly identities: ReadonlyMap<EventId, Known>
  readonly streams: ReadonlyMap<StreamName, StreamEnd>
  /** By `recordKey`. */
  readonly bodies: ReadonlyMap<string, string>
  /** Recorded time of the head of the index; null while that is empty. */
  readonly recordedAt: number | null
}

/** One name for a collection and a key. */
export const recordKey = (collection: string, key: string): string => JSON.stringify([collection, key])

/** Judges batches one after the other, each as if the ones before it that fit were claimed already. */
export const claimsOf = (batches: readonly EncodedBatch[], basis: ClaimBasis, now: number): readonly Claim[] => {
  const identities = new Map(basis.identities)
  const streams = new Map(basis.streams)
  const bodies = new Map<string, string | null>(basis.bodies)
  let recordedAt = basis.recordedAt ?? Number.MIN_SAFE_INTEGER
  const view = {
    receipt: ({ eventId }: { readonly eventId: EventId }) => receiptOf(identities.get(eventId)),
    revision: (stream: StreamName) => streams.get(stream)?.revision ?? -1,
    body: (collection: string, key: string) => bodies.get(recordKey(collection, key)) ?? null,
    now,
  }

  const take = ({ appends, records }: EncodedBatch): void => {
    for (const { stream, expectedRevision, events } of appends) {
      for (const [index, { eventId, payloadHash, ...event }] of events.entries()) {
        identities.set(eventId, { payloadHash, placed: null })
        streams.set(stream, { revision: expectedRevision + 1 + index, eventId })
        recordedAt = Math.max(recordedAt, event.recordedAt ?? now)
      }
    }
    for (const { collection, key, body } of records) bodies.set(recordKey(collection, key), body)
  }

  return batches.map((batch) => {
    const conflict = judge(batch, { ...view, recordedAt })
    if (conflict !== null) return unlessInFlight(conflict, { identities, streams })
    take(batch)
    return { status: 'claimed' }
  })
}

const receiptOf = (known: Known | undefined): Receipt | null =>
  known === undefined
    ? null
    : { position: known.placed?.position ?? -1n, recordedAt: known.placed?.recordedAt ?? 0, payloadHash: known.payloadHash }

type Taken = { readonly identities: ReadonlyMap<EventId, Known>; readonly streams: ReadonlyMap<StreamName, StreamEnd> }

/** What rests on events that are not indexed yet has no receipt, and what reads the stream does not see them: it is judged again then. */
const unlessInFlight = (conflict: Conflict, { identities, streams }: Taken): Claim => {
  const awaited =
    conflict.on === 'identity' && conflict.recorded !== null
      ? conflict.eventId
      : conflict.on === 'revision'
        ? streams.get(conflict.stream)?.eventId
        : undefined
  const known = awaited === undefined ? undefined : identities.get(awaited)
  return awaited === undefined || known === undefined || known.placed !== null
    ? conflict
    : { status: 'in-flight', eventIds: [awaited] }
}
