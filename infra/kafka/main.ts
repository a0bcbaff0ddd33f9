import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { startBroker } from './broker.ts'
import { type KafkaLine, kafkaLines } from './jars.ts'
import { makeTopic, sendEvents } from './tools.ts'

const usage = `Runs a Kafka broker for trying out the feed, until Ctrl-C; without a folder its data goes when it ends:
  npx -y pnpm@12 kafka [--topic orders] [--port 9092] [--line 4|3] [--data-dir FOLDER]
Sends events to it, one a line, of a file or of standard input:
  npx -y pnpm@12 kafka send --topic orders [--port 9092] [FILE]`

const commandLine = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      topic: { type: 'string', multiple: true, default: [] },
      port: { type: 'string', default: '9092' },
      line: { type: 'string', default: '4' },
      'data-dir': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
type Asked = ReturnType<typeof commandLine>['values']

const isLine = (text: string): text is KafkaLine => (kafkaLines as readonly string[]).includes(text)
const say = (words: string): void => void process.stderr.write(`${words}\n`)

const portOf = (asked: Asked): number => {
  const port = Number(asked.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('--port is a number from 1 to 65535')
  return port
}

const send = async (asked: Asked, file: string | undefined): Promise<void> => {
  const [topic, ...others] = asked.topic
  if (topic === undefined || others.length > 0) throw new Error('send takes one --topic')
  const lines = file === undefined || file === '-' ? createInterface({ input: process.stdin }) : (await open(file)).readLines()
  const sent = await sendEvents(`127.0.0.1:${portOf(asked)}`, topic, lines)
  say(`${sent} ${sent === 1 ? 'record' : 'records'} sent to ${topic}.`)
}

const serve = async (asked: Asked): Promise<void> => {
  if (!isLine(asked.line)) throw new Error(`--line is one of ${kafkaLines.join(', ')}`)
  const port = portOf(asked)
  const folder = asked['data-dir']
  say('Starting Kafka; the first time its jars are fetched.')
  await using broker = await startBroker({
    line: asked.line,
    port,
    ...(folder === undefined ? {} : { dataFolder: folder }),
  })
  for (const topic of asked.topic) await makeTopic(broker.address, topic)
  say(`Kafka ${broker.version} listens on ${broker.address} (process ${broker.pid()}). Ctrl-C stops it.`)
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => new Promise((resolve) => process.once(signal, resolve))))
  say('Stopping.')
}

const main = async (): Promise<void> => {
  const { values: asked, positionals } = commandLine()
  const [command, file, ...others] = positionals
  if (asked.help) return say(usage)
  if (others.length === 0 && command === 'send') return send(asked, file)
  if (command === undefined) return serve(asked)
  throw new Error(`there is no ${positionals.join(' ')}: start the broker without a word, or send --topic T [FILE]`)
}

try {
  await main()
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error)
  say(reason.includes('spawn java ENOENT') ? 'java is not installed: 17 is needed' : reason)
  process.exitCode = 1
}
