import { crc32 } from 'node:zlib'
import {
  type DomainEvent,
  type EventId,
  type EventMetadata,
  isEventName,
  latestVersion,
  parseEvent,
  personalFields,
  type Recorded,
  type Source,
  type SourceEventId,
  type StoredEvent,
  type StreamName,
} from '@daybook/domain'
import { eventIdOf } from './event-id.ts'
import type { AppendBatch, NewEvent, SideRecord } from './event-store.ts'

/** What an event is, wherever it will stand: text, its personal fields apart from its facts. */
export type EncodedEvent = {
  readonly source: Source
  readonly id: SourceEventId
  readonly envelope: string
  readonly facts: string
  readonly personal: string | null
  readonly metadata: string
}

/** What `envelope` holds, as a JSON array. One text is written and read faster than six columns. */
export type Envelope = [
  type: string,
  version: number,
  effectiveOn: string,
  payloadHash: string,
  ingestedAt: number,
  backfilled: 0 | 1,
]

/** Where and when an event stands in the log. */
export type Place = {
  readonly stream: StreamName
  readonly revision: number
  readonly position: number
  readonly recordedAt: number
}

/** An event on its way to its place; `recordedAt` only where it brings its own. */
export type WaitingEvent = EncodedEvent & {
  readonly eventId: EventId
  readonly payloadHash: string
  readonly recordedAt: number | undefined
}

/** Events on their way to one stream. */
export type EncodedAppend = {
  readonly stream: StreamName
  readonly expectedRevision: number
  readonly events: readonly WaitingEvent[]
}

/** A batch as the engines write it. */
export type EncodedBatch = { readonly appends: readonly EncodedAppend[]; readonly records: readonly SideRecord[] }

/**
 * A batch as text: what the caller changes afterwards is not stored. Throws where a batch could not be stored at all, before it can
 * spoil the transaction of others.
 */
export const encodeBatch = ({ appends, records = [] }: AppendBatch): EncodedBatch => {
  assertEventId(appends[0]?.events[0])
  const metadataText = rememberLast((metadata: EventMetadata) => JSON.stringify(metadata))
  return {
    appends: appends.map(({ stream, expectedRevision, events }) => ({
      stream,
      expectedRevision: Number(expectedRevision),
      events: events.map((event) => encodeEvent(event, metadataText(event.metadata))),
    })),
    records,
  }
}

/** A look at the first of a batch, as each costs a hash: who makes up ids makes up all of them. */
const assertEventId = (event: NewEvent | undefined): void => {
  if (event === undefined || event.eventId === eventIdOf(event.source, event.id)) return
  throw new TypeError(`${event.eventId} is not the event id of ${event.source}, ${event.id}`)
}

/** What stands in JSON as it is. */
const plain = /^[\w:.+/=-]{1,200}$/

/** An event of another log, with the recorded time that it had there. */
export const encodeRecorded = (recorded: Recorded): WaitingEvent => {
  const { type, effectiveOn, data, backfilled } = recorded
  const event = { type, effectiveOn, data } as DomainEvent // Sound: of a recorded event, what it was recorded from
  return encodeEvent({ ...recorded, event }, JSON.stringify(recorded.metadata), backfilled)
}

const encodeEvent = (given: NewEvent, metadata: string, isBackfilled = given.recordedAt !== undefined): WaitingEvent => {
  const { event, eventId, source, id, payloadHash, ingestedAt, recordedAt } = given
  if (!Number.isSafeInteger(ingestedAt) || !Number.isSafeInteger(recordedAt ?? 0))
    throw new TypeError('times are whole milliseconds')
  if (!plain.test(payloadHash)) throw new TypeError(`${payloadHash} is not a payload hash`)
  const { facts, personal } = splitPersonal(event)
  const { type, effectiveOn } = event
  const backfilled = isBackfilled ? 1 : 0
  const envelope = `["${type}",${latestVersion(type)},"${effectiveOn}","${payloadHash}",${ingestedAt},${backfilled}]`
  return { source, id, eventId, payloadHash, envelope, facts, personal, metadata, recordedAt }
}

const splitPersonal = ({ type, data }: DomainEvent): { readonly facts: string; readonly personal: string | null } => {
  const fields = personalFields(type)
  const entries = fields.length === 0 ? [] : Object.entries(data).filter(([, value]) => value !== undefined)
  const personal = entries.filter(([key]) => fields.includes(key))
  if (personal.length === 0) return { facts: JSON.stringify(data), personal: null }
  const facts = entries.filter(([key]) => !fields.includes(key))
  return { facts: JSON.stringify(Object.fromEntries(facts)), personal: JSON.stringify(Object.fromEntries(personal)) }
}

/**
 * CRC-32 of everything that is stored of an event, so that a bit that flips in the file is found when the event is read.
 * It shows accidents, not intent: for that there is the content hash.
 */
export const checksumOf = (event: EncodedEvent, { position, revision, recordedAt, stream }: Place): number => {
  const { source, id, envelope, personal, facts } = event
  const text = `${position} ${revision} ${recordedAt} ${stream}\n${source}\n${id}\n${envelope}${personal}${facts}`
  return crc32(text, metadataSum(event.metadata))
}

const metadataSum = rememberLast((text: string): number => crc32(text))

/** The event at its place. It is parsed again only if it was stored by an older version of its schema. */
export const recordedOf = (stored: EncodedEvent, place: Place): Recorded => {
  const { source, id } = stored
  const { stream, recordedAt } = place
  const [type, version, effectiveOn, payloadHash, ingestedAt, backfilled]: Envelope = JSON.parse(stored.envelope)
  return {
    ...decode({ type, version, effectiveOn, data: dataOf(stored) }),
    eventId: eventIdOf(source, id),
    stream,
    revision: BigInt(place.revision),
    position: BigInt(place.position),
    recordedAt,
    ingestedAt,
    backfilled: backfilled === 1,
    source,
    id,
    payloadHash,
    metadata: metadataOf(stored.metadata),
  }
}

const metadataOf = rememberLast((text: string): EventMetadata => JSON.parse(text))

const dataOf = ({ facts, personal }: EncodedEvent): Record<string, unknown> =>
  personal === null ? JSON.parse(facts) : { ...JSON.parse(facts), ...JSON.parse(personal) }

const decode = (stored: Required<StoredEvent>): DomainEvent => {
  const { type, version, effectiveOn, data } = stored
  if (!isEventName(type) || version !== latestVersion(type)) return parseEvent(stored)
  return { type, effectiveOn, data } as DomainEvent // Sound: its checksum shows that it is what append took from a DomainEvent
}

/** Neighbours in the log usually came in one request, and share their metadata. */
function rememberLast<From, To>(convert: (from: From) => To): (from: From) => To {
  let last: { readonly from: From; readonly to: To } | undefined
  return (from) => {
    if (last?.from !== from) last = { from, to: convert(from) }
    return last.to
  }
}
