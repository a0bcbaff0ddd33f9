import { randomUUID } from 'node:crypto'
import { dropKafkaTimeouts, kafkaCodecs } from '@daybook/intake'
import kafkajs, { type Admin, type Kafka, type KafkaMessage, type Message } from 'kafkajs'

// The only file of the tests that imports kafkajs. Not a named import: Node finds no such names in it.
const { CompressionCodecs, Partitioners, logLevel } = kafkajs
Object.assign(CompressionCodecs, kafkaCodecs())

/** The codecs of a batch of records by the number that stands in it. */
export const codecs = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const

/** How often something is tried again: half a minute, as a broker may share its processors with a whole test run. */
const patient = 14
/** Some six seconds: whoever asks whether a broker is there wants to hear that it is not. */
const brief = 6

/** One record as a consumer gets it. */
export type ReadRecord = { readonly partition: number; readonly message: KafkaMessage }

/** A client of the brokers with every codec registered, which says nothing of its own accord: a test hears of faults by their errors. */
export const kafkaClient = (brokers: readonly string[], retries = patient): Kafka => {
  dropKafkaTimeouts()
  const retry = { initialRetryTime: 100, maxRetryTime: 3_000, retries }
  return new kafkajs.Kafka({ clientId: 'daybook-tests', brokers: [...brokers], logLevel: logLevel.NOTHING, retry })
}

/** Asks the cluster something as its administrator. */
export const asAdmin = async <Answer>(
  brokers: readonly string[],
  ask: (admin: Admin) => Promise<Answer>,
  retries = patient,
): Promise<Answer> => {
  const admin = kafkaClient(brokers, retries).admin()
  await admin.connect()
  try {
    return await ask(admin)
  } finally {
    await admin.disconnect()
  }
}

/** The cluster as an admin client lists it: its id and the addresses of its brokers. Throws when nobody answers. */
export const clusterOf = (brokers: readonly string[]): Promise<{ readonly id: string; readonly brokers: readonly string[] }> =>
  asAdmin(
    brokers,
    async (admin) => {
      const cluster = await admin.describeCluster()
      return { id: cluster.clusterId, brokers: cluster.brokers.map(({ host, port }) => `${host}:${port}`) }
    },
    brief,
  )

/**
 * Makes a topic of so many partitions, one replica each, and resolves when each has its leader. `settings` are the topic's own, such as
 * `{ 'compression.type': 'lz4' }`. Throws when there is one of that name.
 *
 * kafkajs' own wait for leaders fails when the broker that it asks has not heard of the topic yet.
 */
export const makeTopic = (
  brokers: readonly string[],
  topic: string,
  { partitions, settings = {} }: { readonly partitions: number; readonly settings?: Readonly<Record<string, string>> },
): Promise<void> =>
  asAdmin(brokers, async (admin) => {
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
    const made = await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, configEntries }],
      waitForLeaders: false,
    })
    if (!made) throw new Error(`the topic ${topic} exists`)
    await onceLed(() => admin.fetchTopicOffsets(topic))
  })

/** What a broker answers once it leads what it is asked for; until then it is asked again, each time over the wire, for half a minute. */
const onceLed = async <Answer>(ask: () => Promise<Answer>, until = Date.now() + 30_000): Promise<Answer> => {
  try {
    return await ask()
  } catch (error) {
    if (!isRetriable(error) || Date.now() > until) throw error
    return onceLed(ask, until)
  }
}

const isRetriable = (error: unknown): boolean => error instanceof kafkajs.KafkaJSError && error.retriable

/** Where each partition of a topic ends: the offset that the next record gets, by partition. */
export const endsOf = (brokers: readonly string[], topic: string): Promise<ReadonlyMap<number, bigint>> =>
  asAdmin(brokers, async (admin) => {
    const offsets = await admin.fetchTopicOffsets(topic)
    return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]))
  })

/**
 * Sends records in one batch for each partition, once each, and resolves when the broker has them. Without `partition` the key decides.
 *
 * Idempotent, since kafkajs sends all partitions again when one of them is refused, as it is where its topic is just made.
 */
export const produce = async (
  brokers: readonly string[],
  topic: string,
  { messages, codec = 'none' }: { readonly messages: readonly Message[]; readonly codec?: keyof typeof codecs },
): Promise<void> => {
  const producer = kafkaClient(brokers).producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true })
  await producer.connect()
  try {
    await producer.send({ topic, messages: [...messages], acks: -1, compression: codecs[codec] })
  } finally {
    await producer.disconnect()
  }
}

/** Records that are sent in one transaction, how it ends, and what is done before. */
type Transaction = {
  readonly messages: readonly Message[]
  readonly ends: 'commit' | 'abort'
  readonly meanwhile?: () => Promise<void>
}

/** Sends records in transactions, one after the other. */
export const inTransactions = async (
  brokers: readonly string[],
  topic: string,
  transactions: readonly Transaction[],
): Promise<void> => {
  const transactionalId = `transactions-${randomUUID()}`
  const producer = kafkaClient(brokers).producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  try {
    for (const { messages, ends, meanwhile } of transactions) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [...messages], acks: -1 })
      await meanwhile?.()
      await transaction[ends]()
    }
  } finally {
    await producer.disconnect()
  }
}

/**
 * Joins a group that is somebody else's, and resolves once records come: it does nothing with them, and tells the brokers that all of
 * them are read. `leave` leaves the group.
 */
export const joinGroup = async (
  brokers: readonly string[],
  topic: string,
  groupId: string,
): Promise<{ readonly leave: () => Promise<void> }> => {
  const consumer = kafkaClient(brokers).consumer({ groupId, sessionTimeout: 6_000 })
  const joined = Promise.withResolvers<void>()
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve())
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({ eachBatch: async () => undefined })
  await joined.promise
  return { leave: () => consumer.disconnect() }
}

/** Every record of a topic from its beginning to where it ends now, in each partition's order, read by a group of its own. */
export const readTopic = async (brokers: readonly string[], topic: string): Promise<readonly ReadRecord[]> => {
  const records: ReadRecord[] = []
  await eachRecord(brokers, topic, (record) => void records.push(record))
  return records
}

/** The same, one by one, for a topic that would not fit into memory. */
export const eachRecord = async (
  brokers: readonly string[],
  topic: string,
  take: (record: ReadRecord) => void,
): Promise<void> => {
  const ends = [...(await endsOf(brokers, topic))].filter(([, end]) => end > 0n)
  const missing = new Map(ends)
  if (missing.size === 0) return
  const consumer = kafkaClient(brokers).consumer({ groupId: `reader-${randomUUID()}` })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // With `restart` it comes back by itself, as when a broker that has just started is still loading its groups.
  consumer.on('consumer.crash', ({ payload }) => void (payload.restart || reject(payload.error)))
  await consumer.connect()
  try {
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        take({ partition, message })
        if (BigInt(message.offset) + 1n >= (missing.get(partition) ?? 0n)) missing.delete(partition)
        if (missing.size === 0) resolve()
      },
    })
    await promise
  } finally {
    await consumer.disconnect()
  }
}
