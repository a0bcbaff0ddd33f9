import { type Random, randomFrom } from '../properties/random.ts'

/** The source of all orders of a run. */
export const source = 'chaos'
/** Those that the load of the crash harness registers. */
const accounts = 60

/** An order of a run, told by its number: the same for the same seed. One in twenty is for a day long past. */
export const orderOf = (seed: number, number: number) => {
  const random = randomFrom(seed * 7_919 + number)
  const late = random.below(100) < 5
  const day = firstDay + (late ? random.below(60) : 60 + Math.floor((number * 365) / 1_000_000) + random.below(30))
  const data = {
    orderId: `O${number}`,
    accountId: `A${random.below(accounts)}`,
    effectiveOn: new Date(day * dayMs).toISOString().slice(0, 10),
    currency: 'USD',
    net: `${1 + random.below(900)}.${random.below(10)}500`,
  }
  return { specversion: '1.0', id: data.orderId, source, type: 'OrderAccepted', time: '2024-01-01T12:00:00Z', data }
}

const dayMs = 86_400_000
const firstDay = Date.parse('2024-01-01T00:00:00Z') / dayMs

/** How many partitions the topic of a run has. */
export const partitions = 3

/** A record as it is sent. */
export type OutgoingRecord = {
  readonly key: string | null
  readonly partition: number
  readonly value: string | null
  readonly headers: Readonly<Record<string, string | string[]>>
}

/** The header that tells which code a record is to be put aside with; what carries none is an event. */
export const codeHeader = 'chaos-code'

/**
 * The records of a run, in order: each order once, in structured or binary mode; one in ten again later, in the other mode and in
 * any partition; and one in a hundred that is no event.
 */
export function* recordsOf(seed: number, orders: number): Generator<OutgoingRecord> {
  const random = randomFrom(seed)
  const again: { readonly after: number; readonly number: number }[] = []
  for (let number = 0; number < orders; number += 1) {
    yield recordOf(orderOf(seed, number), number % 2 === 0)
    if (random.below(10) === 0) again.push({ after: number + random.below(5_000), number })
    if (random.below(100) === 0) yield malformedOf(random, number)
    while (again[0] !== undefined && again[0].after <= number) yield* repeated(again.splice(0, 1), { seed, random })
  }
  yield* repeated(again, { seed, random })
}

type Sending = { readonly seed: number; readonly random: Random }

function* repeated(again: readonly { readonly number: number }[], { seed, random }: Sending): Generator<OutgoingRecord> {
  for (const { number } of again) {
    yield { ...recordOf(orderOf(seed, number), number % 2 === 1), partition: random.below(partitions) }
  }
}

const recordOf = (event: Order, isBinary: boolean): OutgoingRecord => {
  const { data, ...attributes } = event
  const key = data.accountId
  const partition = Number(key.slice(1)) % partitions
  if (!isBinary) return { key, partition, value: JSON.stringify(event), headers: { 'content-type': structured } }
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value]))
  return { key, partition, value: JSON.stringify(data), headers: { 'content-type': 'application/json', ...headers } }
}

type Order = ReturnType<typeof orderOf>
type Malformed = Pick<OutgoingRecord, 'value'> & Partial<Pick<OutgoingRecord, 'headers'>>

const structured = 'application/cloudevents+json; charset=UTF-8'

const malformedOf = (random: Random, number: number): OutgoingRecord => {
  const event = { ...orderOf(0, number), id: `bad-${number}` }
  const kinds = Object.entries(malformed(event))
  const [code, record] = kinds[random.below(kinds.length)] ?? ['not-json', { value: '{' }]
  const headers = { 'content-type': structured, ...record.headers, [codeHeader]: code }
  return { key: null, partition: random.below(partitions), value: record.value, headers }
}

/** Records that are no events, by the code that each is put aside with. */
const malformed = (event: Order): Readonly<Record<string, Malformed>> => {
  const text = JSON.stringify(event)
  const withData = (data: object) => JSON.stringify({ ...event, data: { ...event.data, ...data } })
  return {
    'not-json': { value: text.slice(0, -5) },
    tombstone: { value: null },
    'duplicate-key': { value: `${text.slice(0, -1)},"id":"x"}` },
    'too-deep': { value: `${'['.repeat(100)}${']'.repeat(100)}` },
    'too-large': { value: withData({ orderId: 'x'.repeat(70_000) }) },
    'unknown-event-type': { value: JSON.stringify({ ...event, type: 'OrderDreamt' }) },
    'unknown-field': { value: withData({ colour: 'green' }) },
    invalid: { value: withData({ net: 'a lot' }) },
    'bad-id': { value: JSON.stringify({ ...event, id: ` ${event.id}` }) },
    'not-cloudevents': { value: text, headers: { 'content-type': 'text/plain' } },
    'duplicate-header': { value: '{}', headers: { 'content-type': 'application/json', ce_id: ['1', '2'] } },
  }
}
