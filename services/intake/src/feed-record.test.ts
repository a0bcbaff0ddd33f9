import { expect, test } from 'vitest'
import { type FeedHeaders, type FeedRecord, itemOf, recordAgain } from './feed-record.ts'
import { defaultLimits } from './limits.ts'

const data = { orderId: 'O1', accountId: 'A1', effectiveOn: '2025-01-09', currency: 'USD', net: '10.0000' }
const attributes = { specversion: '1.0', id: 'O1', source: 'erp', type: 'OrderAccepted', time: '2025-01-09T12:00:00Z' }
const binary = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, [Buffer.from(value)]]))

const record = (value: string | Buffer | null, headers: FeedHeaders): FeedRecord => ({
  offset: 7n,
  timestamp: '1735689600000',
  key: Buffer.from('A1'),
  value: typeof value === 'string' ? Buffer.from(value) : value,
  headers,
})
const structured = (value: string | Buffer | null, type = 'application/cloudevents+json') =>
  record(value, { 'content-type': [type] })
const read = (given: FeedRecord) => itemOf(given, defaultLimits)
const codeOf = (given: FeedRecord) => {
  const item = read(given)
  return item.readable ? 'read' : item.problem.code
}

test('a structured and a binary record of one fact have one identity and one content', () => {
  const one = read(structured(JSON.stringify({ ...attributes, data })))
  const other = read(record(JSON.stringify(data), { 'content-type': ['application/json'], ...binary }))
  expect(one).toMatchObject({ readable: true, id: 'O1', source: 'erp', type: 'OrderAccepted' })
  expect(other).toMatchObject({ readable: true, ...(one.readable ? { eventId: one.eventId, payloadHash: one.payloadHash } : {}) })
})

const sent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const traced = (headers: FeedHeaders, more: object = {}) => {
  const given = structured(JSON.stringify({ ...attributes, data, ...more }))
  const item = read({ ...given, headers: { ...given.headers, ...headers } })
  return item.readable ? { trace: item.trace, payloadHash: item.payloadHash } : item.problem
}

test('the trace that a Kafka client writes in headers is kept where the event brings none of its own', () => {
  const headers = { traceparent: [Buffer.from(sent)], tracestate: [Buffer.from('a=1'), Buffer.from('b=2')] }
  expect(traced(headers)).toMatchObject({ trace: { traceparent: sent, tracestate: 'a=1,b=2' } })
  expect(traced(headers, { traceparent: 'its-own' })).toMatchObject({ trace: { traceparent: 'its-own' } })
  const hashes = [traced(headers), traced({})].map((item) => ('payloadHash' in item ? item.payloadHash : null))
  expect(hashes[0]).toBe(hashes[1])
})

test.each([
  ['', 'no text'],
  ['tp', 'no context'],
  [sent.toUpperCase(), 'capitals'],
  [sent.replace('00-', 'ff-'), 'a version that there is not'],
  [sent.replace(/-[^-]{32}-/, `-${'0'.repeat(32)}-`), 'no trace'],
  [`${sent}-more`, 'more than a context'],
])('a header traceparent of %j, %s, is left alone, and the record read', (header) => {
  expect(traced({ traceparent: [header] })).toMatchObject({ trace: {} })
  expect(traced({ traceparent: [header] })).not.toHaveProperty('trace.traceparent')
})

test('an item knows its offset, key and headers', () => {
  const { record: place } = read(structured(JSON.stringify({ ...attributes, data })))
  expect(place).toEqual({
    offset: '7',
    timestamp: '1735689600000',
    key: 'A1',
    headers: { 'content-type': ['application/cloudevents+json'] },
  })
})

test.each([
  'Application/CloudEvents+JSON',
  'application/cloudevents',
  'application/cloudevents+json; charset=UTF-8',
  'application/cloudevents+json;charset="utf-8"',
  'application/cloudevents+json; profile=orders; charset=utf-8',
])('a content type of %s is structured mode', (type) =>
  expect(codeOf(structured(JSON.stringify({ ...attributes, data }), type))).toBe('read'),
)

const batch = 'application/cloudevents-batch+json'
test.each([
  ['neither mode', record('{}', {}), 'not-cloudevents'],
  ['a batch of events', structured('[]', batch), 'not-cloudevents'],
  ['another charset', structured('{}', 'application/cloudevents+json; charset=iso-8859-1'), 'not-cloudevents'],
  ['another format', structured('x', 'application/cloudevents+avro'), 'not-cloudevents'],
  ['no value in structured mode', structured(null), 'tombstone'],
  ['no value in binary mode', record(null, binary), 'tombstone'],
  ['an empty value', structured(''), 'tombstone'],
  ['a value that is no JSON', structured('{'), 'not-json'],
  ['a value that is no UTF-8', structured(Buffer.from([0x7b, 0xff])), 'not-json'],
  ['a key twice', structured('{"id":"1","id":"2"}'), 'duplicate-key'],
  ['a value beyond the limit', structured(`"${'x'.repeat(defaultLimits.eventBytes)}"`), 'too-large'],
  ['an attribute twice', record('{}', { ...binary, ce_id: ['O1', 'O2'] }), 'duplicate-header'],
  ['an attribute that is no text', record('{}', { ...binary, ce_id: [Buffer.from([0xff])] }), 'not-cloudevents'],
  ['data as a header', record('{}', { ...binary, ce_data: ['{}'] }), 'not-cloudevents'],
  ['a header that no attribute can have', record('{}', { ...binary, 'ce_Trace-Id': ['1'] }), 'not-cloudevents'],
  ['attributes beyond the limit', record('{}', { ...binary, ce_x: ['y'.repeat(defaultLimits.eventBytes)] }), 'too-large'],
  ['data that is no JSON', record('{', binary), 'not-json'],
  ['data of another type', record('{}', { ...binary, 'content-type': ['text/plain'] }), 'not-cloudevents'],
  ['two content types', record('{}', { ...binary, 'content-type': ['application/json', 'text/plain'] }), 'duplicate-header'],
  ['an event without its data', record('{}', binary), 'currency-missing'],
])('%s is a dead letter', (_, given, code) => expect(codeOf(given)).toBe(code))

test('a dead letter keeps its bytes, also where they are no text', () => {
  expect(read(structured('{')).raw).toEqual({ text: '{', encoding: 'utf8' })
  const bytes = Buffer.from([0x00, 0xff, 0x80])
  expect(Buffer.from(read(structured(bytes)).raw.text, 'base64')).toEqual(bytes)
})

test('the identity of a binary record is told though its data cannot be read', () => {
  expect(read(record('{', binary))).toMatchObject({ readable: false, id: 'O1', source: 'erp', type: 'OrderAccepted' })
})

test('what was kept of a record is that record', () => {
  const odd = record(JSON.stringify(data), { ...binary, trace: [Buffer.from([0xff]), 'x'] })
  const { record: place } = read({ ...odd, key: Buffer.from([0xfe]) })
  const again = recordAgain(place ?? {}, odd.value ?? Buffer.alloc(0))
  expect(again.key).toEqual(Buffer.from([0xfe]))
  expect(read(again)).toEqual(read({ ...odd, key: Buffer.from([0xfe]) }))
})

test('a record on which the program itself fails is a dead letter with its offset, like any other', () => {
  // The types of the client library deny it, but a header may come as nothing.
  const odd = record('{}', { ...binary, odd: [null as unknown as Buffer] })
  expect(read(odd)).toMatchObject({
    readable: false,
    problem: { code: 'fault' },
    raw: { text: '{}', encoding: 'utf8' },
    record: { offset: '7', timestamp: '1735689600000' },
  })
})
