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
  type StreamName,
} from '@daybook/domain'
import { eventIdOf } from './event-id.ts'
import type { AppendBatch, NewEvent, SideRecord } from './event-store.ts'

/** What an event is, wherever it will stand: text and numbers, its personal fields apart from the facts. */
export type EncodedEvent = {
  readonly source: Source
  readonly id: SourceEventId
  readonly eventId: EventId
  readonly type: string
  readonly version: number
  readonly effectiveOn: string
  readonly facts: string
  readonly personal: string | null
  readonly metadata: string
  readonly payloadHash: string
  readonly ingestedAt: number
}

/** Where and when an event stands in the log. */
export type Place = {
  readonly stream: StreamName
  readonly revision: number
  readonly position: number
  readonly recordedAt: number
  readonly backfilled: boolean
}

/** An event on its way to its place; `recordedAt` only where it brings its own. */
export type WaitingEvent = EncodedEvent & { readonly recordedAt: number | undefined }

/** Events on their way to one stream. */
export type EncodedAppend = {
  readonly stream: StreamName
  readonly expectedRevision: number
  readonly events: readonly WaitingEvent[]
}

/** A batch as the engines write it. */
export type EncodedBatch = { readonly appends: readonly EncodedAppend[]; readonly records: readonly SideRecord[] }

/**
 * A batch as text: what the caller changes afterwards is not stored.
 * Throws where a batch could not be stored at all, before it can spoil the transaction of others.
 */
export const encodeBatch = ({ appends, records = [] }: AppendBatch): EncodedBatch => {
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

/** The events of one request usually share one metadata object. */
const rememberLast = <Value, Text>(textOf: (value: Value) => Text): ((value: Value) => Text) => {
  let last: { readonly value: Value; readonly text: Text } | undefined
  return (value) => {
    if (last?.value !== value) last = { value, text: textOf(value) }
    return last.text
  }
}

const encodeEvent = (given: NewEvent, metadata: string): WaitingEvent => {
  const { event, eventId, source, id, payloadHash, ingestedAt, recordedAt } = given
  const { type, effectiveOn } = event
  if (eventId !== eventIdOf(source, id)) throw new TypeError(`${eventId} is not the event id of ${source}, ${id}`)
  if (!Number.isSafeInteger(ingestedAt) || !Number.isSafeInteger(recordedAt ?? 0))
    throw new TypeError('times are whole milliseconds')
  const { facts, personal } = splitPersonal(event)
  const version = latestVersion(type)
  return { source, id, eventId, type, version, effectiveOn, facts, personal, metadata, payloadHash, ingestedAt, recordedAt }
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
export const checksumOf = (event: EncodedEvent, place: Place): number => {
  const where = `${place.position}\n${place.stream}\n${place.revision}\n${place.recordedAt}\n${place.backfilled}`
  const what = `${event.eventId}\n${event.source}\n${event.id}\n${event.type}\n${event.version}\n${event.effectiveOn}\n${event.ingestedAt}`
  return crc32(`${where}\n${what}\n${event.payloadHash}\n${event.facts}\n${event.personal}\n${event.metadata}`)
}

/** The event at its place. It is parsed again only if it was stored by an older version of its schema. */
export const recordedOf = (stored: EncodedEvent, place: Place): Recorded => {
  const { source, id, eventId, payloadHash, ingestedAt } = stored
  const { stream, recordedAt, backfilled } = place
  const metadata: EventMetadata = JSON.parse(stored.metadata)
  const revision = BigInt(place.revision)
  const position = BigInt(place.position)
  const around = { eventId, source, id, stream, revision, position, recordedAt, ingestedAt, backfilled, payloadHash, metadata }
  return { ...decode(stored), ...around }
}

const decode = ({ type, version, effectiveOn, facts, personal }: EncodedEvent): DomainEvent => {
  const data = personal === null ? JSON.parse(facts) : { ...JSON.parse(facts), ...JSON.parse(personal) }
  if (!isEventName(type) || version !== latestVersion(type)) return parseEvent({ type, version, effectiveOn, data })
  return { type, effectiveOn, data } as DomainEvent // Sound: its checksum shows that it is what append took from a DomainEvent
}
