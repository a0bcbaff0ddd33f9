import kafkajs, {
  type Consumer,
  type EachBatchPayload,
  type IHeaders,
  Kafka,
  type KafkaMessage,
  logLevel,
  Partitioners,
} from 'kafkajs'
import KafkaBatch from 'kafkajs/src/consumer/batch.js'
import { type PartitionName, partitionKey } from './feed.ts'
import { type DeliveryParts, deliver, type Fetched, type PartitionReader } from './feed-delivery.ts'
import type { Ends, FeedOptions, Say } from './feed-options.ts'
import type { FeedHeaders, FeedRecord } from './feed-record.ts'
import { kafkaCodecs } from './kafka-codecs.ts'
import { dropKafkaTimeouts } from './kafka-warnings.ts'

/** A record to be sent. */
export type OutgoingRecord = Pick<FeedRecord, 'key' | 'value' | 'headers'>

/** The brokers, as a feed uses them. What it asks for rejects while none answers. */
export type Broker = AsyncDisposable & {
  readonly connect: () => Promise<void>
  readonly ends: (topic: string) => Promise<readonly Ends[]>
  readonly send: (topic: string, records: readonly OutgoingRecord[]) => Promise<void>
  readonly member: (parts: MemberParts) => Member
}

/** The only user of kafkajs, and of its ways (streaming 11.6): a successor is this file. */
export const openKafka = ({ brokers, deadLetters, group, sessionMs }: FeedOptions, say: Say): Broker => {
  dropKafkaTimeouts()
  Object.assign(kafkajs.CompressionCodecs, kafkaCodecs())
  KafkaBatch.prototype.isEmpty = holdsNothing
  const kafka = new Kafka({
    clientId: 'daybook',
    brokers: [...brokers],
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: { message, timestamp: _, ...fields } }) =>
        say(level <= logLevel.ERROR ? 'error' : 'warn', `kafka: ${message}`, fields),
    retry: { initialRetryTime: 200, maxRetryTime: 3_000, retries: 5 },
  })
  const admin = kafka.admin()
  const producer = deadLetters
    ? kafka.producer({
        createPartitioner: Partitioners.DefaultPartitioner,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
      })
    : null
  return {
    connect: async () => {
      await admin.connect()
      await producer?.connect()
    },
    ends: async (topic) => {
      const offsets = await admin.fetchTopicOffsets(topic).catch((cause: Error) => {
        throw new Error(`topic ${topic}: ${cause.message}`, { cause })
      })
      return offsets.map(({ partition, low, high }) => ({ topic, partition, low: BigInt(low), high: BigInt(high) }))
    },
    send: async (topic, records) => {
      await producer?.send({ topic, acks: -1, messages: records.map(outgoing) })
    },
    member: (parts) => new Member(kafka.consumer({ groupId: group, ...consuming, ...patience(sessionMs) }), parts),
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled([admin.disconnect(), producer?.disconnect()])
    },
  }
}

/**
 * Without this, kafkajs keeps to itself what it fetched where all of it was aborted, is a mark of a transaction, or was compacted away,
 * and reads on behind it: the book would stay before it, and go back to there for ever once that is more than one fetch brings.
 */
function holdsNothing(this: KafkaBatch): boolean {
  return this.rawMessages.length === 0
}

const consuming = {
  maxWaitTimeInMs: 500,
  // Partitions that a topic gets later are found so soon: nobody would read them for five minutes otherwise, and nothing would tell why.
  metadataMaxAge: 10_000,
  allowAutoTopicCreation: false,
} as const

/** A member has twice as long to finish the chunk at work before it must have joined anew. */
const patience = (sessionMs: number) => ({
  sessionTimeout: sessionMs,
  rebalanceTimeout: 2 * sessionMs,
  heartbeatInterval: sessionMs / 10,
})

const outgoing = ({ key, value, headers }: OutgoingRecord) => ({
  key,
  value,
  headers: Object.fromEntries(Object.entries(headers).map(([name, all]) => [name, [...all]])),
})

/** What a member of the group needs of the feed it reads for. */
export type MemberParts = DeliveryParts & {
  readonly topics: readonly string[]
  readonly isPaused: (at: PartitionName) => boolean
  /** Where a partition goes on; null when it is not to be read. */
  readonly begin: (at: PartitionName) => Promise<bigint | null>
  readonly putAside: (at: PartitionName, ...what: Parameters<PartitionReader['putAside']>) => boolean
  readonly joined: () => void
  readonly say: Say
}

const leavingMs = 5_000
const restMs = 1_000

/** One member of the group. */
export class Member {
  readonly #consumer: Consumer
  readonly #parts: MemberParts
  readonly #assigned = new Map<string, PartitionName & { begun: boolean }>()
  #payload: EachBatchPayload | null = null
  #hasJoined = false
  #ending = false
  #crashed = false

  constructor(consumer: Consumer, parts: MemberParts) {
    this.#consumer = consumer
    this.#parts = parts
    const { GROUP_JOIN, CRASH } = consumer.events
    consumer.on(GROUP_JOIN, ({ payload }) => this.#join(payload.memberAssignment))
    consumer.on(CRASH, ({ payload }) => {
      parts.say('error', 'a member of the group failed', { err: String(payload.error), restarts: payload.restart })
      this.#crashed ||= !payload.restart
    })
  }

  /** It will not read any more. */
  get hasEnded(): boolean {
    return this.#crashed
  }

  /** False until the brokers have let it in. */
  get hasJoined(): boolean {
    return this.#hasJoined
  }

  has(at: PartitionName): boolean {
    return this.#assigned.has(partitionKey(at))
  }

  async start(): Promise<void> {
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: [...this.#parts.topics], fromBeginning: true })
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 3,
      eachBatch: (payload) => this.#take(payload),
    })
  }

  /** Places all its partitions anew: what is to be read, and where. */
  begin(): void {
    for (const at of this.#assigned.values()) at.begun = false
    this.beginRest()
  }

  /** Tries again to place those of its partitions that are not placed: nothing else would, where nothing comes of them. */
  beginRest(): void {
    for (const at of this.#assigned.values()) {
      if (!at.begun) this.#place(at).catch((error: unknown) => this.#parts.onFailure(error))
    }
  }

  /** Tells the brokers how far it is, for those who look there. Nothing rests on it. */
  async commitSeen(): Promise<void> {
    const payload = this.#payload
    this.#payload = null
    if (payload === null) return
    await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets()).catch((error: unknown) => {
      this.#parts.say('info', 'the brokers were not told how far the book is', { err: String(error) })
    })
  }

  /** Leaves the group after the chunks at work; not waited for longer than five seconds: a late one is refused by the place of the book. */
  async end(): Promise<void> {
    this.#ending = true
    using late = this.#parts.timer(leavingMs)
    await Promise.race([this.#consumer.disconnect().catch(() => undefined), late.elapsed])
  }

  #join(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.#parts.joined()
    this.#hasJoined = true
    this.#assigned.clear()
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions)
        this.#assigned.set(partitionKey({ topic, partition }), { topic, partition, begun: false })
    }
    this.begin()
  }

  /** Goes to where the book stands, or lets go of a partition that is not to be read. */
  async #place(at: PartitionName & { begun: boolean }): Promise<void> {
    const next = this.#parts.isPaused(at) ? null : await this.#parts.begin(at)
    const { topic, partition } = at
    if (next === null) {
      this.#consumer.pause([{ topic, partitions: [partition] }])
      return
    }
    this.#consumer.seek({ topic, partition, offset: String(next) })
    this.#consumer.resume([{ topic, partitions: [partition] }])
    at.begun = true
  }

  /** What is thrown here would end the member while the process lives (streaming 11.6 K1): nothing is. */
  async #take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload
    try {
      const at = this.#assigned.get(partitionKey(batch))
      if (at === undefined) return
      if (!at.begun || this.#parts.isPaused(at)) return await this.#place(at)
      await deliver(fetchedOf(batch), this.#reader(payload), this.#parts)
      this.#payload = payload
    } catch (error) {
      this.#parts.onFailure(error)
      using rest = this.#parts.timer(restMs)
      await rest.elapsed
    }
  }

  #reader({ batch, heartbeat, resolveOffset, isRunning, isStale }: EachBatchPayload): PartitionReader {
    const { topic, partition } = batch
    return {
      isAlive: async () => {
        if (this.#ending || !isRunning() || isStale()) return false
        return heartbeat().then(
          () => true,
          () => false,
        )
      },
      seek: (next) => this.#consumer.seek({ topic, partition, offset: String(next) }),
      resolve: (offset) => resolveOffset(String(offset)),
      putAside: (records, aside) => this.#parts.putAside({ topic, partition }, records, aside),
    }
  }
}

/** kafkajs types leave out the offset that was asked for, on which it rests that nothing is left out. */
const fetchedOf = (batch: EachBatchPayload['batch']): Fetched => {
  if (!('fetchedOffset' in batch) || typeof batch.fetchedOffset !== 'string') throw new Error('kafkajs gives no fetchedOffset')
  const { topic, partition } = batch
  const place = { fetchedOffset: BigInt(batch.fetchedOffset), lastOffset: BigInt(batch.lastOffset()) }
  return { topic, partition, ...place, records: batch.messages.map(recordOf) }
}

const recordOf = ({ offset, timestamp, key, value, headers }: KafkaMessage): FeedRecord => ({
  offset: BigInt(offset),
  timestamp,
  key,
  value,
  headers: headersOf(headers ?? {}),
})

/**
 * All values of each header. Kafka lets one have none, which its types do not say: it is kept as an empty one. A header that is called as
 * something every object has, such as `constructor`, kafkajs takes for one that came before: what it then puts first is not of the record.
 */
export const headersOf = (headers: IHeaders): FeedHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      (Array.isArray(value) ? value : [value])
        .map((one) => one ?? '')
        .filter((one) => typeof one === 'string' || Buffer.isBuffer(one)),
    ]),
  )
