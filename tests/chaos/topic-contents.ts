import { eachRecord } from '../engines/kafka-client.ts'
import { codeHeader } from './orders.ts'

/** What the topic holds in the end, read by a consumer that shares no code with the feed. */
export type TopicContents = {
  readonly records: number
  /** How often each order is there, by its number. */
  readonly orders: ReadonlyMap<string, number>
  /** Records that are no events: `partition offset` to the code they are to be put aside with. */
  readonly malformed: ReadonlyMap<string, string>
}

export const contentsOf = async (brokers: readonly string[], topic: string): Promise<TopicContents> => {
  const orders = new Map<string, number>()
  const malformed = new Map<string, string>()
  let records = 0
  await eachRecord(brokers, topic, ({ partition, message }) => {
    records += 1
    const code = textOf(message.headers?.[codeHeader])
    if (code !== null) malformed.set(`${partition} ${message.offset}`, code)
    else {
      const id = textOf(message.headers?.ce_id) ?? idIn(message.value)
      orders.set(id, (orders.get(id) ?? 0) + 1)
    }
  })
  return { records, orders, malformed }
}

const textOf = (header: unknown): string | null =>
  header === undefined || header === null ? null : Buffer.isBuffer(header) ? header.toString() : String(header)

const idIn = (value: Buffer | null): string => /"id":"([^"]+)"/.exec(String(value))?.[1] ?? 'none'
