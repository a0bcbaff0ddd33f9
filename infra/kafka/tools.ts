import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchJars } from './jars.ts'

/** The tools that come with Kafka 4; they speak to brokers of either version. */
const tool = async (name: string): Promise<readonly string[]> => {
  const { folder } = await fetchJars('4')
  return ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', join(folder, '*'), `org.apache.kafka.tools.${name}`]
}

const partitions = 3
const timeoutMs = 60_000

/** Makes a topic of three partitions, unless there is one of that name. `broker`: host:port. Throws with the tool's own words. */
export const makeTopic = async (broker: string, topic: string): Promise<void> => {
  const asked = [
    '--bootstrap-server',
    broker,
    '--create',
    '--if-not-exists',
    '--topic',
    topic,
    '--partitions',
    String(partitions),
  ]
  await promisify(execFile)('java', [...(await tool('TopicCommand')), ...asked], { timeout: timeoutMs, killSignal: 'SIGKILL' })
}

/**
 * Sends events, one CloudEvent in JSON a line, as they stand: in structured mode, with the account as the key. Resolves with how many when
 * the broker has them, in the order of each account. Throws with the tool's own words, and what to look at, when it has not.
 */
export const sendEvents = async (broker: string, topic: string, lines: AsyncIterable<string>): Promise<number> => {
  const reading = ['parse.headers=true', 'parse.key=true'].flatMap((property) => ['--reader-property', property])
  const sending = ['acks=all', 'enable.idempotence=true', 'max.block.ms=10000'].flatMap((property) => [
    '--command-property',
    property,
  ])
  const asked = ['--bootstrap-server', broker, '--topic', topic, ...reading, ...sending]
  const java = spawn('java', [...(await tool('ConsoleProducer')), ...asked], { stdio: ['pipe', 'ignore', 'pipe'] })
  let words = ''
  java.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4_000)
  })
  java.stdin.on('error', () => undefined) // It ended before it had read all: its exit code and words tell why.
  const exit = once(java, 'exit')
  exit.catch(() => undefined) // Where there is no java. It is awaited below, after the lines.
  let sent = 0
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue
      sent += 1
      if (!java.stdin.write(`content-type:application/cloudevents+json\t${accountOf(line)}\t${line}\n`)) {
        await Promise.race([once(java.stdin, 'drain'), exit])
      }
    }
  } catch (cause) {
    java.kill() // Lines that end in a failure never end its input: it would wait for more, and this program for it.
    throw cause
  }
  java.stdin.end()
  const [code] = await exit
  if (code !== 0 || words !== '') {
    throw new Error(
      `not all of it was sent to ${topic} at ${broker}: ${words.trim() || `the tool ended with ${code}`}\n` +
        `A broker has to listen there and have the topic: npx -y pnpm@12 kafka --port ${broker.split(':')[1]} --topic ${topic}`,
    )
  }
  return sent
}

/** The account of an event; nothing where there is none, or where the line is no event: what cannot be read is Daybook's to put aside. */
const accountOf = (line: string): string => {
  try {
    const { data } = JSON.parse(line) as { readonly data?: { readonly accountId?: unknown } }
    return String(data?.accountId ?? '').replaceAll('\t', ' ')
  } catch {
    return ''
  }
}
