import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startBroker } from '../../infra/kafka/broker.ts'
import { fetchJars, type KafkaLine, kafkaLines } from '../../infra/kafka/jars.ts'
import { containerOr } from './docker.ts'
import { clusterOf } from './kafka-client.ts'

/** Ends and starts the broker under its clients: the same address, the same data. */
type BrokerControl = {
  /** Ends it at once, as SIGKILL does, and leaves it down. */
  readonly kill: () => Promise<void>
  /** Ends it in order, as SIGTERM does, and leaves it down. */
  readonly end: () => Promise<void>
  /** Starts it again; an admin client lists the cluster when this resolves. */
  readonly start: () => Promise<void>
  /** `kill`, then `start`. */
  readonly restart: () => Promise<void>
  /** The last it said: why it refused or ended. */
  readonly said: () => string
}

/** A real Kafka for tests. A double never counts as one, so there is no other kind. */
export type RunningKafka = {
  readonly kind: 'real'
  readonly brokers: readonly string[]
  readonly version: string
  /** Why it is this one, in words for a title. */
  readonly why: string
  /** Null when the broker is not ours to end. */
  readonly control: BrokerControl | null
  /** Gives it back: ours ends and its data goes; one that was given stays as it is. */
  readonly stop: () => Promise<void>
}

/** No Kafka, and why not. */
type SkippedKafka = { readonly kind: 'skipped'; readonly skipped: string }

const run = promisify(execFile)

/**
 * A Kafka broker for tests, the first of these that is there (streaming 15):
 * the one that `DAYBOOK_TEST_KAFKA_BROKERS` names (host:port, comma between); Apache Kafka from its Maven artifacts, run by `java`
 * (`DAYBOOK_TEST_KAFKA_LINE=3` takes the older version of infra/kafka/pom.xml); a container when a Docker engine answers; else none, and why.
 *
 * Says on stderr what was picked. Throws instead of skipping when `DAYBOOK_TEST_REQUIRE` names `kafka`, and whenever a broker that should
 * start does not: that is a fault to look at, not an absence.
 */
export const withKafka = async (): Promise<RunningKafka | SkippedKafka> => {
  const kafka = await picked()
  process.stderr.write(`${engineLine(kafka)}\n`)
  if (kafka.kind === 'skipped' && isRequired()) throw new Error(`DAYBOOK_TEST_REQUIRE names kafka, but ${kafka.skipped}`)
  return kafka
}

/** One line for a report: `Kafka | real | 4.3.1 | why`. */
export const engineLine = (kafka: RunningKafka | SkippedKafka): string =>
  kafka.kind === 'skipped' ? `Kafka | skipped | - | ${kafka.skipped}` : `Kafka | real | ${kafka.version} | ${kafka.why}`

const isRequired = (): boolean => (process.env.DAYBOOK_TEST_REQUIRE ?? '').split(',').includes('kafka')

const picked = async (): Promise<RunningKafka | SkippedKafka> => {
  const given = process.env.DAYBOOK_TEST_KAFKA_BROKERS ?? ''
  if (given !== '') return givenKafka(given.split(','))
  const lacking = await whatJavaLacks()
  if (lacking === null) return ownKafka()
  const container = await containerOr(async () => (await import('./kafka-container.ts')).containerKafka())
  if ('server' in container) return container.server
  return { kind: 'skipped', skipped: `${lacking}; ${container.why}; DAYBOOK_TEST_KAFKA_BROKERS is not set` }
}

const givenKafka = async (brokers: readonly string[]): Promise<RunningKafka> => {
  const { id } = await clusterOf(brokers)
  const why = `cluster ${id}, which DAYBOOK_TEST_KAFKA_BROKERS names`
  return { kind: 'real', brokers, version: 'not told', why, control: null, stop: async () => undefined }
}

/** Why Kafka cannot be run by `java` here, or null when it can: the jars are there then. */
const whatJavaLacks = async (): Promise<string | null> => {
  const line = lineAsked()
  const version = await javaVersion()
  if (version === null) return 'java is not installed'
  if (version < javaNeeded[line]) return `java is ${version}, and Kafka ${line} needs ${javaNeeded[line]}`
  try {
    await fetchJars(line)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const javaNeeded = { 4: 17, 3: 11 } as const satisfies Record<KafkaLine, number>

/** 17 of `openjdk version "17.0.15"`; 1 of the old way of counting, which is too old for all. */
const javaVersion = async (): Promise<number | null> => {
  try {
    const { stderr } = await run('java', ['-version'])
    return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0)
  } catch {
    return null
  }
}

const lineAsked = (): KafkaLine => {
  const asked = process.env.DAYBOOK_TEST_KAFKA_LINE || kafkaLines[0]
  const line = kafkaLines.find((one) => one === asked)
  if (line === undefined) throw new Error(`DAYBOOK_TEST_KAFKA_LINE is one of ${kafkaLines.join(', ')}, not ${asked}`)
  return line
}

const ownKafka = async (): Promise<RunningKafka> => {
  const broker = await startBroker({ line: lineAsked() })
  const brokers = [broker.address]
  const start = async (): Promise<void> => {
    await broker.start()
    await clusterOf(brokers)
  }
  const restart = async (): Promise<void> => {
    await broker.kill()
    await start()
  }
  await clusterOf(brokers)
  return {
    kind: 'real',
    brokers,
    version: broker.version,
    why: 'Apache Kafka from its Maven artifacts, run by java',
    control: { kill: broker.kill, end: broker.stop, start, restart, said: broker.said },
    stop: () => broker[Symbol.asyncDispose](),
  }
}
