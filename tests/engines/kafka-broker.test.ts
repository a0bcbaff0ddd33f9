import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
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

/** What a program of these lines says on stderr. In a process of its own, since Node gives that warning once in each. */
const saidBy = async (...lines: readonly string[]): Promise<string> => {
  const asked = ['--input-type=module', '--eval', lines.join('\n')]
  return (await promisify(execFile)(process.execPath, asked, { cwd: join(import.meta.dirname, '..') })).stderr
}

await suiteOnKafka('a broker', (kafka) => {
  const { brokers, control } = kafka
  // A broker that somebody named may have seen these tests before.
  const topicOf = (name: string): string => `${name}-${randomUUID()}`

  test('lists itself as the one broker of its cluster', async () => {
    const cluster = await clusterOf(brokers)
    expect(cluster.id).toMatch(/^[\w-]{22}$/)
    if (control !== null) expect(cluster.brokers).toEqual(brokers)
  })

  test('spreads the records of a topic over its three partitions', async () => {
    const topic = topicOf('three-partitions')
    await makeTopic(brokers, topic, { partitions: 3 })
    await produce(brokers, topic, {
      messages: ['a', 'b', 'c', 'd', 'e', 'f'].map((value, index) => ({ value, partition: index % 3 })),
    })

    expect(await endsOf(brokers, topic)).toEqual(
      new Map([
        [0, 2n],
        [1, 2n],
        [2, 2n],
      ]),
    )
    const records = await readTopic(brokers, topic)
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
    const topic = topicOf(`packed-by-us-${codec}`)
    await makeTopic(brokers, topic, { partitions: 1 })
    await produce(brokers, topic, { messages, codec })
    expect(await contentsOf(topic)).toEqual(values)
  })

  // The broker packs again what comes in otherwise than its topic says: so these batches are packed by Kafka's own Java code.
  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'packs with %s by its own code, and our client reads it',
    async (codec) => {
      const topic = topicOf(`packed-by-broker-${codec}`)
      await makeTopic(brokers, topic, { partitions: 1, settings: { 'compression.type': codec } })
      await produce(brokers, topic, { messages })
      expect(await contentsOf(topic)).toEqual(values)
    },
  )

  const connecting = (client: string): readonly string[] => [
    `const brokers = ${JSON.stringify(brokers)}`,
    `const admin = ${client}.admin()`,
    'await admin.connect()',
    'await admin.disconnect()',
  ]

  const contentsOf = async (topic: string): Promise<readonly unknown[]> =>
    (await readTopic(brokers, topic)).map(({ message }) => message.value)

  test('is talked to without the warning that kafkajs brings about, and with every other', async () => {
    const bare = await saidBy("import kafkajs from 'kafkajs'", ...connecting('new kafkajs.Kafka({ brokers })'))
    expect(bare).toContain('TimeoutNegativeWarning')

    const ours = ["import { kafkaClient } from './engines/kafka-client.ts'", ...connecting('kafkaClient(brokers)')]
    expect(await saidBy(...ours)).toBe('')
    expect(await saidBy(...ours, "process.emitWarning('a word of warning', 'TimeoutNegativeWarning')")).toContain(
      'a word of warning',
    )
  })

  test.skipIf(control === null)(
    'has its records and the offsets of its groups still after it was killed and started again',
    async () => {
      const topic = topicOf('survivors')
      await makeTopic(brokers, topic, { partitions: 3 })
      await produce(brokers, topic, { messages: [{ value: 'before', partition: 2 }] })
      const admin = kafkaClient(brokers).admin()
      await admin.connect()
      await admin.setOffsets({ groupId: 'readers', topic, partitions: [{ partition: 2, offset: '1' }] })
      const before = await clusterOf(brokers)

      await control?.restart()

      expect(await clusterOf(brokers)).toEqual(before)
      // A broker that has just started refuses for a moment, until it has loaded its groups.
      const ofReaders = () => admin.fetchOffsets({ groupId: 'readers', topics: [topic] })
      const [offsets] = await vi.waitFor(ofReaders, { timeout: 30_000, interval: 200 })
      await admin.disconnect()
      expect(offsets?.partitions.map(({ offset }) => offset)).toEqual(['-1', '-1', '1'])
      await produce(brokers, topic, { messages: [{ value: 'after', partition: 2 }] })
      expect((await readTopic(brokers, topic)).map(({ message }) => String(message.value))).toEqual(['before', 'after'])
    },
  )

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
