import { isUtf8 } from 'node:buffer'
import { hasUtf8 } from './content-type.ts'
import { decode } from './decoder.ts'
import type { HeldBytes } from './held.ts'
import type { Item, RecordPlace } from './item.ts'
import type { Limits } from './limits.ts'
import { prepareBytes, prepareValue, rawOf } from './prepare.ts'
import { type IntakeCode, problem } from './problems.ts'
import { carriedTrace } from './tracing.ts'

/** One record of a feed, as the broker gave it. A header may come more than once. */
export type FeedRecord = {
  readonly offset: bigint
  /** When the broker or the sender says it was written: milliseconds, as text. It decides nothing. */
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: FeedHeaders
}

export type FeedHeaders = Readonly<Record<string, readonly (Buffer | string)[]>>

/**
 * Reads a record as a CloudEvent, in structured or binary mode (streaming 2.4). Total: whatever the record holds becomes an item, an
 * error of the program included.
 */
export const itemOf = (record: FeedRecord, limits: Limits): Item => {
  try {
    return { ...traced(inMode(record, limits), record.headers), record: placeOf(record) }
  } catch (error) {
    const failed = deadLetter(record, 'fault', `the program failed on this record: ${String(error).slice(0, 200)}`)
    return { ...failed, record: { offset: String(record.offset), timestamp: record.timestamp } }
  }
}

/** Kafka clients that trace write the context of who sends in a header of their own; what the event itself brings goes before it. */
const traced = (item: Item, headers: FeedHeaders): Item => {
  if (headers.traceparent === undefined || !item.readable) return item
  if (item.trace.traceparent !== undefined || item.trace.tracestate !== undefined) return item
  const [traceparent, tracestate] = [headers.traceparent, headers.tracestate].map((values) => values?.map(textOf).join(','))
  const trace = carriedTrace({ traceparent, tracestate })
  return trace === undefined ? item : { ...item, trace: { ...item.trace, ...trace } }
}

const inMode = (record: FeedRecord, limits: Limits): Item => {
  const { value, headers } = record
  const types = headersNamed(headers, 'content-type')
  const [contentType = ''] = types.map(textOf)
  const isStructured = /^application\/cloudevents/i.test(contentType)
  if (!isStructured && !Object.keys(headers).some(isAttribute)) {
    return deadLetter(record, 'not-cloudevents', 'neither content-type nor ce_ headers tell of a CloudEvent')
  }
  if (types.length > 1) return deadLetter(record, 'duplicate-header', 'content-type comes more than once')
  // An empty value is none: no event is written with nothing.
  if (value === null || value.length === 0) return deadLetter(record, 'tombstone', 'the record has no value')
  if (!isStructured) return inBinaryMode({ ...record, value }, contentType, limits)
  if (isJsonEvent(contentType)) return prepareBytes(value, { line: null, limits })
  return deadLetter(record, 'not-cloudevents', 'one event a record is read, as application/cloudevents+json in UTF-8')
}

const isJsonEvent = (contentType: string): boolean => {
  const [type = '', ...parameters] = contentType.split(';')
  return /^application\/cloudevents(?:\+json)?$/i.test(type.trim()) && hasUtf8(parameters)
}

const prefix = 'ce_'
const isAttribute = (name: string): boolean => name.startsWith(prefix)

/** In binary mode the headers are the attributes and the value is the data. */
const inBinaryMode = (record: FeedRecord & { readonly value: Buffer }, contentType: string, limits: Limits): Item => {
  const { value, headers } = record
  const named = Object.keys(headers).filter(isAttribute)
  const twice = named.find((name) => headers[name]?.length !== 1)
  if (twice !== undefined) return deadLetter(record, 'duplicate-header', `${twice} comes more than once`)
  const wrong = named.find((name) => !isAttributeHeader(name, headers[name]?.[0]))
  if (wrong !== undefined) return deadLetter(record, 'not-cloudevents', `the header ${wrong} is no attribute in UTF-8`)
  const attributes = named.map((name) => [name.slice(prefix.length), textOf(headers[name]?.[0] ?? '')] as const)
  const headerBytes = attributes.reduce((sum, [name, text]) => sum + name.length + Buffer.byteLength(text), 0)
  if (value.length + headerBytes > limits.eventBytes) return tooLarge(record, limits)
  const data = decode(value, limits)
  const raw = rawOf(value)
  const event = { ...Object.fromEntries(attributes), ...(contentType === '' ? {} : { datacontenttype: contentType }) }
  if (data.ok) return prepareValue({ ...event, data: data.value }, { line: null, raw })
  const { source = null, id = null, type = null } = event as { source?: string; id?: string; type?: string }
  return { readable: false, line: null, raw, source, id, type, stage: 'decode', problem: data.problem }
}

/** What CloudEvents lets a header carry: `data` and its content type stand elsewhere. */
const isAttributeHeader = (name: string, value: Buffer | string | undefined): boolean =>
  attributeName.test(name) && value !== undefined && isText(value)

const attributeName = /^ce_(?!data$|datacontenttype$)[a-z0-9]{1,20}$/

const isText = (value: Buffer | string): boolean =>
  typeof value === 'string' ? !value.includes('\u0000') : isUtf8(value) && !value.includes(0)

const textOf = (value: Buffer | string): string => (typeof value === 'string' ? value : value.toString('utf8'))

const headersNamed = (headers: FeedHeaders, lowerCased: string): readonly (Buffer | string)[] =>
  Object.entries(headers).flatMap(([name, values]) => (name.toLowerCase() === lowerCased ? values : []))

const tooLarge = (record: FeedRecord, limits: Limits): Item =>
  deadLetter(record, 'too-large', `the event has more than ${limits.eventBytes} bytes`)

const deadLetter = (record: FeedRecord, code: IntakeCode, detail: string): Item => ({
  readable: false,
  line: null,
  raw: rawOf(record.value ?? Buffer.alloc(0)),
  source: null,
  id: null,
  type: null,
  stage: 'decode',
  problem: problem(code, detail, code === 'too-large' ? { limit: 'eventBytes' } : {}),
})

const placeOf = ({ offset, timestamp, key, headers }: FeedRecord): RecordPlace => {
  const entries = Object.entries(headers)
  return {
    offset: String(offset),
    timestamp,
    ...(key === null ? {} : { key: heldBytes(key) }),
    ...(entries.length === 0 ? {} : { headers: Object.fromEntries(entries.map(([name, all]) => [name, all.map(heldBytes)])) }),
  }
}

const heldBytes = (value: Buffer | string): HeldBytes =>
  typeof value === 'string' || isText(value) ? textOf(value) : { base64: value.toString('base64') }

const bytesOf = (held: HeldBytes): Buffer => (typeof held === 'string' ? Buffer.from(held) : Buffer.from(held.base64, 'base64'))

/** The record that a held item came as. */
export const recordAgain = (place: Partial<RecordPlace>, value: Buffer): FeedRecord => ({
  offset: BigInt(place.offset ?? 0),
  timestamp: place.timestamp ?? '',
  key: place.key === undefined ? null : bytesOf(place.key),
  value,
  headers: Object.fromEntries(Object.entries(place.headers ?? {}).map(([name, all]) => [name, all.map(bytesOf)])),
})
