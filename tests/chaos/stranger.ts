import { setTimeout as pause } from 'node:timers/promises'
import { kafkaClient } from '../engines/kafka-client.ts'

/**
 * A member of the group that joins, is given partitions, records nothing and leaves after a while: what it was given is read by others
 * from where the book stands, whatever the group remembers.
 */
export const strangerIn = async (
  brokers: readonly string[],
  { topic, group, ms }: { readonly topic: string; readonly group: string; readonly ms: number },
): Promise<void> => {
  const consumer = kafkaClient(brokers).consumer({ groupId: group, sessionTimeout: 6_000, rebalanceTimeout: 12_000 })
  await consumer.connect()
  try {
    await consumer.subscribe({ topic })
    // It tells the group that all it was given is done: who believed the group would leave it out.
    await consumer.run({ autoCommitInterval: 100, eachMessage: async () => undefined })
    await pause(ms)
  } finally {
    await consumer.disconnect()
  }
}
