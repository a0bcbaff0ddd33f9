import type { FeedRecord } from '@daybook/intake'
import type { Random } from '../properties/random.ts'
import { damaged } from './byte-mutations.ts'
import { eventBytes } from './events.ts'
import { oddText, oddValue } from './odd.ts'

/** Some records of a partition, in structured and in binary mode, some of them in none. */
export const recordsOf = (random: Random): readonly FeedRecord[] =>
  Array.from({ length: random.between(1, 6) }, (_, offset) => recordOf(BigInt(offset), random))

const recordOf = (offset: bigint, random: Random): FeedRecord => {
  const bytes = eventBytes(random)
  const { value, headers } = random.chance(50) ? structured(bytes, random) : binary(bytes, random)
  return {
    offset,
    timestamp: random.pick(['1743508800000', '', '-1']),
    key: random.pick([null, Buffer.from('A1'), Buffer.alloc(0), Buffer.from([0xff, 0])]),
    value: random.chance(2) ? null : value,
    headers: random.chance(8)
      ? { ...headers, [random.pick(['x', 'CE_ID', 'ce_', 'ce_x-y', ''])]: [headerValue(random)] }
      : headers,
  }
}

type Sent = Pick<FeedRecord, 'headers'> & { readonly value: Buffer }

const structured = (value: Buffer, random: Random): Sent => {
  const type = random.chance(90) ? 'application/cloudevents+json' : random.pick(contentTypes)
  const name = random.chance(90) ? 'content-type' : 'Content-Type'
  return { value, headers: { [name]: random.chance(98) ? [Buffer.from(type)] : [Buffer.from(type), type] } }
}

const contentTypes = [
  'application/cloudevents',
  'APPLICATION/CLOUDEVENTS+JSON; charset=utf-8',
  'application/cloudevents+json; charset=latin1',
  'application/cloudevents-batch+json',
  'application/cloudevents+avro',
  'application/json',
  '',
]

/** The attributes of the event as headers, where it is an object; its bytes with some headers where it is none. */
const binary = (bytes: Buffer, random: Random): Sent => {
  const { data, ...attributes } = objectIn(bytes)
  const headers = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      `ce_${name}`,
      random.chance(97) ? [Buffer.from(String(value))] : [headerValue(random), ...(random.chance(30) ? ['again'] : [])],
    ]),
  )
  const value = Buffer.from(JSON.stringify(data ?? oddValue(random)) ?? '')
  return {
    value: random.chance(90) ? value : damaged(value, random),
    headers: { ...headers, ...(random.chance(90) ? { 'content-type': [Buffer.from('application/json')] } : {}) },
  }
}

const objectIn = (bytes: Buffer): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return { specversion: '1.0', id: 'x', source: 'fuzz', type: 'OrderAccepted' }
  }
}

const headerValue = (random: Random): Buffer | string =>
  random.pick([Buffer.from(oddText(random)), oddText(random), Buffer.from([0xc3, 0x28]), Buffer.alloc(300, 'x')])
