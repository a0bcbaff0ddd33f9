import { order } from '../scenarios/intake-book.ts'

type EventLike = { readonly data: object; readonly [attribute: string]: unknown }

/** A message as kafkajs takes it. */
export type SentMessage = {
  readonly key: string | null
  readonly value: Buffer | null
  readonly headers: Record<string, string | string[] | Buffer>
  readonly partition?: number
}

/** An event, or bytes that are none, in structured mode. */
export const structured = (event: object | string | Buffer, more: Partial<SentMessage> = {}): SentMessage => ({
  key: 'A1',
  value: typeof event === 'string' || Buffer.isBuffer(event) ? Buffer.from(event) : Buffer.from(JSON.stringify(event)),
  headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
  ...more,
})

/** An event in binary mode: its attributes in headers, its data alone in the value. */
export const binary = ({ data, ...attributes }: EventLike, more: Partial<SentMessage> = {}): SentMessage => ({
  key: 'A1',
  value: Buffer.from(JSON.stringify(data)),
  headers: {
    'content-type': 'application/json',
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)])),
  },
  ...more,
})

/** Names `O<first>` and on, so many: the ids of orders. */
export const names = (prefix: string, count: number, first = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${first + index}`)

/** Orders of account A1 with these ids, in structured mode, spread over so many partitions in turn. */
export const orders = (ids: readonly string[], partitions = 1): readonly SentMessage[] =>
  ids.map((id, index) => structured(order(id, 'A1'), { partition: index % partitions }))
