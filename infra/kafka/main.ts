import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { startBroker } from './broker.ts'
import { type KafkaLine, kafkaLines } from './jars.ts'
import { makeTopic, sendEvents } from './tools.ts'

/**
 * Runs a Kafka broker for trying out the feed, until Ctrl-C.
 * `node infra/kafka/main.ts [--topic orders] [--port 9092] [--line 4|3] [--data-dir FOLDER]`; without a folder its data goes when it ends.
 *
 * `node infra/kafka/main.ts send --topic orders [--port 9092] [FILE]` sends events to it, one a line, of a file or of standard input.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    topic: { type: 'string', multiple: true, default: [] },
    port: { type: 'string', default: '9092' },
    line: { type: 'string', default: '4' },
    'data-dir': { type: 'string' },
  },
})

const isLine = (text: string): text is KafkaLine => (kafkaLines as readonly string[]).includes(text)
const say = (words: string): void => void process.stderr.write(`${words}\n`)

const portAsked = (): number => {
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('--port is a number from 1 to 65535')
  return port
}

const send = async (file: string | undefined): Promise<void> => {
  const [topic, ...others] = values.topic
  if (topic === undefined || others.length > 0) throw new Error('send takes one --topic')
  const input = file === undefined || file === '-' ? process.stdin : createReadStream(file)
  const sent = await sendEvents(`127.0.0.1:${portAsked()}`, topic, createInterface({ input }))
  say(`${sent} ${sent === 1 ? 'record' : 'records'} sent to ${topic}.`)
}

const serve = async (): Promise<void> => {
  if (!isLine(values.line)) throw new Error(`--line is one of ${kafkaLines.join(', ')}`)
  const port = portAsked()
  const folder = values['data-dir']
  say('Starting Kafka; the first time its jars are fetched.')
  await using broker = await startBroker({
    line: values.line,
    port,
    ...(folder === undefined ? {} : { dataFolder: folder }),
  })
  for (const topic of values.topic) await makeTopic(broker.address, topic)
  say(`Kafka ${broker.version} listens on ${broker.address} (process ${broker.pid()}). Ctrl-C stops it.`)
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => new Promise((resolve) => process.once(signal, resolve))))
  say('Stopping.')
}

const main = (): Promise<void> => {
  const [command, file, ...others] = positionals
  if (others.length === 0 && command === 'send') return send(file)
  if (command === undefined) return serve()
  throw new Error(`there is no ${positionals.join(' ')}: start the broker without a word, or send --topic T [FILE]`)
}

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
