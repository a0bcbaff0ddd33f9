import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type BookProcess, startBook } from '../crash/book-process.ts'
import { withKafka } from '../engines/kafka.ts'
import { makeTopic, produce } from '../engines/kafka-client.ts'
import { orderLines, setUpLines, written } from './order-feed.ts'
import { imported, median } from './served.ts'

/** How many orders are measured in each round, after a quarter as many that warm it up. */
export type FeedBenchOptions = { readonly rounds?: number; readonly ordersPerRound?: number }

/** Orders a second from a topic that was filled before, and from a file over HTTP, into the log of a process that does nothing else. */
export type FeedBench = {
  readonly kafka: string
  readonly fromTopic: number
  readonly fromFile: number
  /** Medians over the rounds: at least 0.6. */
  readonly topicToFile: number
  /** Processor time of the busiest threads while the topic was read, in microseconds an order. */
  readonly threads: Readonly<Record<string, number>>
}

const partitions = 3

/** Measures how fast a topic is read, against an import of the same events. Null, and said why, where no Kafka is to be had. */
export const benchFeed = async (options: FeedBenchOptions = {}): Promise<FeedBench | null> => {
  const { rounds = 3, ordersPerRound = 200_000 } = options
  const kafka = await withKafka()
  if (kafka.kind === 'skipped') return null
  const scene = mkdtempSync(join(tmpdir(), 'daybook-bench-'))
  try {
    const lines = [...orderLines(ordersPerRound * 1.25)]
    const load: Load = {
      scene,
      orders: ordersPerRound,
      setUp: await written(join(scene, 'set-up.ndjson'), setUpLines()),
      warmUp: await written(join(scene, 'warm-up.ndjson'), lines.slice(0, ordersPerRound / 4)),
      file: await written(join(scene, 'orders.ndjson'), lines.slice(ordersPerRound / 4)),
    }
    const topic = `bench-${randomUUID()}`
    await filled(kafka.brokers, topic, lines)
    const samples: Sample[] = []
    for (let round = 0; round < rounds; round += 1) {
      const fromFile = await fileRate(load, round)
      samples.push({ fromFile, ...(await topicRate(load, { round, topic, brokers: kafka.brokers })) })
    }
    return resultOf(`${kafka.version}, ${kafka.why}`, samples)
  } finally {
    rmSync(scene, { recursive: true })
    await kafka.stop()
  }
}

type Load = {
  readonly scene: string
  readonly orders: number
  readonly setUp: string
  readonly warmUp: string
  readonly file: string
}
type Threads = Readonly<Record<string, number>>
type Sample = { readonly fromFile: number; readonly fromTopic: number; readonly threads: Threads }

const filled = async (brokers: readonly string[], topic: string, lines: readonly string[]): Promise<void> => {
  await makeTopic(brokers, topic, { partitions })
  const headers = { 'content-type': 'application/cloudevents+json' }
  for (let start = 0; start < lines.length; start += recordsAtATime) {
    const messages = lines
      .slice(start, start + recordsAtATime)
      .map((value, index) => ({ value, headers, partition: index % partitions }))
    await produce(brokers, topic, { messages })
  }
}

const recordsAtATime = 3_000

const fileRate = async ({ scene, orders, setUp, warmUp, file }: Load, round: number): Promise<number> => {
  const book = await startBook(join(scene, `file-${round}`), { roles: 'intake' })
  await imported(book, setUp)
  await imported(book, warmUp)
  const seconds = await imported(book, file)
  await book.kill('SIGTERM')
  return orders / seconds
}

const topicRate = async (
  { scene, orders, setUp }: Load,
  { round, topic, brokers }: { readonly round: number; readonly topic: string; readonly brokers: readonly string[] },
): Promise<Omit<Sample, 'fromFile'>> => {
  const folder = join(scene, `topic-${round}`)
  const before = await startBook(folder, { roles: 'intake' })
  await imported(before, setUp)
  await before.kill('SIGTERM')
  const env = {
    DAYBOOK_KAFKA_BROKERS: brokers.join(','),
    DAYBOOK_KAFKA_TOPICS: topic,
    DAYBOOK_KAFKA_GROUP: `bench-${randomUUID()}`,
  }
  const book = await startBook(folder, { roles: 'intake', env })
  const first = await readUpTo(book, orders / 4)
  const last = await readUpTo(book, orders * 1.25)
  await book.kill('SIGTERM')
  const read = last.read - first.read
  return { fromTopic: read / ((last.at - first.at) / 1_000), threads: between(first.threads, last.threads, read) }
}

/** When so many records had been read, and what each thread had worked by then. */
const readUpTo = async (book: BookProcess, records: number): Promise<{ at: number; read: number; threads: Threads }> => {
  for (;;) {
    const read = await recordsRead(book.url)
    if (read >= records) return { at: performance.now(), read, threads: threadsOf(book.pid) }
    await pause(20)
  }
}

type Feeds = {
  readonly items: readonly { readonly topics: readonly { readonly partitions: readonly { readonly next: string | null }[] }[] }[]
}

const recordsRead = async (url: string): Promise<number> => {
  const { items } = (await (await fetch(`${url}/v1/feeds`)).json()) as Feeds
  const places = items.flatMap(({ topics }) => topics).flatMap((topic) => topic.partitions)
  return places.reduce((sum, { next }) => sum + Number(next ?? 0), 0)
}

/** Microseconds that each thread has worked. Linux counts in hundredths of a second. */
const threadsOf = (pid: number): Threads =>
  Object.fromEntries(
    readdirSync(`/proc/${pid}/task`).map((thread) => {
      const [, after = ''] = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')
      const fields = after.split(' ')
      return [thread === String(pid) ? 'writes' : thread, (Number(fields[11]) + Number(fields[12])) * 10_000]
    }),
  )

const between = (before: Threads, after: Threads, orders: number): Threads => {
  const worked = Object.entries(after).map(([thread, us]) => [thread, (us - (before[thread] ?? 0)) / orders] as const)
  const busiest = worked.toSorted(([, a], [, b]) => b - a).slice(0, 4)
  return Object.fromEntries(busiest.map(([thread, us]) => [thread, Number(us.toFixed(1))]))
}

const resultOf = (kafka: string, samples: readonly Sample[]): FeedBench => ({
  kafka,
  fromTopic: Math.round(median(samples.map(({ fromTopic }) => fromTopic))),
  fromFile: Math.round(median(samples.map(({ fromFile }) => fromFile))),
  topicToFile: median(samples.map(({ fromTopic, fromFile }) => fromTopic / fromFile)),
  threads: samples.at(-1)?.threads ?? {},
})
