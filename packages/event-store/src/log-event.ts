import { crc32 } from 'node:zlib'
import type { Recorded, StreamName } from '@daybook/domain'
import { z } from 'zod'
import { type EncodedEvent, type Envelope, recordedOf, type WaitingEvent } from './encoded-event.ts'
import { EventStoreFault } from './fault.ts'
import type { JsonObject, ProposedEvent, StreamEvent } from './stream-log.ts'

/** What stands beside the data of an event on a server of streams: all that the log needs to be read, and its register to be made anew. */
const Metadata = z.object({
  source: z.string(),
  id: z.string(),
  payloadHash: z.string(),
  schemaVersion: z.int(),
  effectiveOn: z.string(),
  ingestedAt: z.int(),
  /** Only where history brought its own recorded time. */
  backfilled: z.literal(true).exactOptional(),
  recordedAt: z.int().exactOptional(),
  /** Fields of the event that belong to a person. */
  personal: z.record(z.string(), z.json()).exactOptional(),
  /** Who caused the event, and the trail of the request that brought it. */
  about: z.record(z.string(), z.json()),
  /** CRC-32 of all the others and of the data. */
  checksum: z.int(),
})
type Metadata = z.infer<typeof Metadata>

/** An event as a server of streams is given it. */
export const streamEventOf = ({
  eventId,
  source,
  id,
  envelope,
  facts,
  personal,
  metadata,
  recordedAt,
}: WaitingEvent): ProposedEvent => {
  const [type, schemaVersion, effectiveOn, payloadHash, ingestedAt, backfilled]: Envelope = JSON.parse(envelope)
  const about = JSON.parse(metadata)
  const fields = {
    ...{ source, id, payloadHash, schemaVersion, effectiveOn, ingestedAt },
    ...(backfilled === 1 ? { backfilled: true as const } : {}),
    ...(recordedAt === undefined ? {} : { recordedAt }),
    ...(personal === null ? {} : { personal: JSON.parse(personal) }),
    about,
  }
  const data: JsonObject = JSON.parse(facts)
  return { eventId, type, data, metadata: { ...fields, checksum: checksumOf(type, data, fields) } satisfies Metadata }
}

/** A stored event as far as the log itself is concerned; its place among all events is the register's to say. */
export type ReadStreamEvent = {
  readonly encoded: EncodedEvent
  /** The recorded time that it brought with it; null where the server's clock says it. */
  readonly recordedAt: number | null
  readonly payloadHash: string
}

/** Reads what is stored of an event. Throws a fault `damaged` when that is not what was written, or nobody of the book wrote it. */
export const readStreamEvent = (stored: StreamEvent): ReadStreamEvent => {
  const { type, data, stream, revision } = stored
  const parsed = Metadata.safeParse(stored.metadata)
  if (!parsed.success || stored.foreign)
    throw new EventStoreFault('damaged', `revision ${revision} of ${stream} was not written by this book`)
  const { checksum, ...fields } = parsed.data
  if (checksumOf(type, data, fields) !== checksum)
    throw new EventStoreFault('damaged', `revision ${revision} of ${stream} is not what was written`)
  const { payloadHash, schemaVersion, effectiveOn, ingestedAt, backfilled, personal, about, recordedAt } = fields
  const envelope: Envelope = [type, schemaVersion, effectiveOn, payloadHash, ingestedAt, backfilled ? 1 : 0]
  const encoded = {
    source: fields.source,
    id: fields.id,
    envelope: JSON.stringify(envelope),
    facts: JSON.stringify(data),
    personal: personal === undefined ? null : JSON.stringify(personal),
    metadata: JSON.stringify(about),
  } as EncodedEvent // Sound: its checksum shows that source and id are what was parsed before it was written
  return { encoded, recordedAt: recordedAt ?? null, payloadHash }
}

/** The event at its place. */
export const recordedFrom = (
  stored: StreamEvent,
  place: { readonly position: bigint; readonly recordedAt: number },
): Recorded => {
  const { stream, revision } = stored
  const { encoded } = readStreamEvent(stored)
  return recordedOf(encoded, {
    stream: stream as StreamName, // Sound: as before
    revision: Number(revision),
    position: Number(place.position),
    recordedAt: place.recordedAt,
  })
}

const checksumOf = (type: string, data: unknown, fields: Omit<Metadata, 'checksum'>): number =>
  crc32(JSON.stringify([type, data, fields]))
