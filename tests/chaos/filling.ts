import { setTimeout as pause } from 'node:timers/promises'
import { type codecs, produce } from '../engines/kafka-client.ts'
import type { OutgoingRecord } from './orders.ts'

/** So many records are sent at a time: some hundred kilobytes. */
const batchRecords = 1_000

/** Sends records to a topic in order, in every codec by turns, and again when the brokers did not answer: then they may be there twice. */
export type Filling = {
  /** Sends so many more records; fewer at the end. Resolves when the brokers have them. */
  readonly more: (records: number) => Promise<void>
  readonly sent: () => number
}

const byTurns = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const satisfies readonly (keyof typeof codecs)[]

export const fillingOf = (brokers: readonly string[], topic: string, records: Iterator<OutgoingRecord>): Filling => {
  let sent = 0
  let batches = 0
  const next = (most: number): OutgoingRecord[] => {
    const batch: OutgoingRecord[] = []
    while (batch.length < most) {
      const { done, value } = records.next()
      if (done === true) break
      batch.push(value)
    }
    return batch
  }
  const send = async (batch: readonly OutgoingRecord[]): Promise<void> => {
    const codec = byTurns[batches % byTurns.length] ?? 'none'
    batches += 1
    for (;;) {
      try {
        return await produce(brokers, topic, {
          codec,
          messages: batch.map(({ headers, ...record }) => ({ ...record, headers: { ...headers } })),
        })
      } catch {
        await pause(200) // The broker is down on purpose; it comes back.
      }
    }
  }
  return {
    more: async (count) => {
      for (let left = count; left > 0; ) {
        const batch = next(Math.min(left, batchRecords))
        if (batch.length === 0) return
        await send(batch)
        sent += batch.length
        left -= batch.length
      }
    },
    sent: () => sent,
  }
}
