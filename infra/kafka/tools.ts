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
 * the broker has them, in the order of each account. Throws with the tool's own words when it has not.
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
  let sent = 0
  for await (const line of lines) {
    if (line.trim() === '') continue
    sent += 1
    if (!java.stdin.write(`content-type:application/cloudevents+json\t${accountOf(line)}\t${line}\n`)) {
      await Promise.race([once(java.stdin, 'drain'), exit])
    }
  }
  java.stdin.end()
  const [code] = await exit
  if (code !== 0 || words !== '') throw new Error(`not all of it was sent: ${words.trim() || `the tool ended with ${code}`}`)
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
