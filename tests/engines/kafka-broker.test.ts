import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { clusterOf, codecs, endsOf, kafkaClient, makeTopic, produce, readTopic } from './kafka-client.ts'
import { suiteOnKafka } from './kafka-suite.ts'

const written = Object.keys(codecs) as (keyof typeof codecs)[] // Sound: the keys of that very object

/** More than one block of each codec, partly of a kind that does not get smaller. */
const values = Array.from({ length: 40 }, (_, index) =>
  Buffer.concat([Buffer.from(`order ${index} `.repeat(500)), randomBytes(5_000), Buffer.from('€')]),
)
const messages = values.map((value, index) => ({
  key: `order-${index}`,
  value,
  partition: 0,
  headers: { number: String(index) },
}))

await suiteOnKafka('a broker', (kafka) => {
  const { brokers, control } = kafka

  test('lists itself as the one broker of its cluster', async () => {
    const cluster = await clusterOf(brokers)
    expect(cluster.id).toMatch(/^[\w-]{22}$/)
    if (control !== null) expect(cluster.brokers).toEqual(brokers)
  })

  test('spreads the records of a topic over its three partitions', async () => {
    await makeTopic(brokers, 'three-partitions', { partitions: 3 })
    await produce(brokers, 'three-partitions', {
      messages: ['a', 'b', 'c', 'd', 'e', 'f'].map((value, index) => ({ value, partition: index % 3 })),
    })

    expect(await endsOf(brokers, 'three-partitions')).toEqual(
      new Map([
        [0, 2n],
        [1, 2n],
        [2, 2n],
      ]),
    )
    const records = await readTopic(brokers, 'three-partitions')
    expect(records.map(({ partition, message }) => `${partition}${message.value}`).sort()).toEqual([
      '0a',
      '0d',
      '1b',
      '1e',
      '2c',
      '2f',
    ])
  })

  test.each(written)('takes what our client packs with %s, and our client reads it again', async (codec) => {
    const topic = `packed-by-us-${codec}`
    await makeTopic(brokers, topic, { partitions: 1 })
    await produce(brokers, topic, { messages, codec })
    expect(await contentsOf(topic)).toEqual(values)
  })

  // The broker packs again what comes in otherwise than its topic says: so these batches are packed by Kafka's own Java code.
  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'packs with %s by its own code, and our client reads it',
    async (codec) => {
      const topic = `packed-by-broker-${codec}`
      await makeTopic(brokers, topic, { partitions: 1, settings: { 'compression.type': codec } })
      await produce(brokers, topic, { messages })
      expect(await contentsOf(topic)).toEqual(values)
    },
  )

  const contentsOf = async (topic: string): Promise<readonly unknown[]> =>
    (await readTopic(brokers, topic)).map(({ message }) => message.value)

  test('is talked to by a client that warns of nothing', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error): void => void warnings.push(warning)
    process.on('warning', hear)
    const admin = kafkaClient(brokers).admin()
    await admin.connect()
    await admin.listTopics()
    await admin.disconnect()
    // A warning is heard in the turn after the one that it was given in.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', hear)
    expect(warnings).toEqual([])
  })

  test.skipIf(control === null)('has everything still after it was killed and started again', async () => {
    await makeTopic(brokers, 'survivors', { partitions: 3 })
    await produce(brokers, 'survivors', { messages: [{ value: 'before', partition: 2 }] })
    const before = await clusterOf(brokers)

    await control?.restart()

    expect(await clusterOf(brokers)).toEqual(before)
    await produce(brokers, 'survivors', { messages: [{ value: 'after', partition: 2 }] })
    expect((await readTopic(brokers, 'survivors')).map(({ message }) => String(message.value))).toEqual(['before', 'after'])
  })

  test.skipIf(control === null)(
    'is refused while it is down, and comes back under the same address after an orderly end',
    async () => {
      await control?.end()
      await expect(clusterOf(brokers)).rejects.toThrow(/ECONNREFUSED|Connection error/)

      await control?.start()
      expect((await clusterOf(brokers)).brokers).toEqual(brokers)
    },
  )
})
