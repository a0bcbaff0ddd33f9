import { parseArgs } from 'node:util'
import { startBroker } from './broker.ts'
import { type KafkaLine, kafkaLines } from './jars.ts'

/**
 * Runs a Kafka broker for trying out the feed, until Ctrl-C.
 * `node infra/kafka/main.ts [--port 9092] [--line 4|3] [--data-dir FOLDER]`; without a folder its data goes when it ends.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9092' },
    line: { type: 'string', default: '4' },
    'data-dir': { type: 'string' },
  },
})

const isLine = (text: string): text is KafkaLine => (kafkaLines as readonly string[]).includes(text)
const say = (words: string): void => void process.stderr.write(`${words}\n`)

const main = async (): Promise<void> => {
  if (!isLine(values.line)) throw new Error(`--line is one of ${kafkaLines.join(', ')}`)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('--port is a number from 1 to 65535')
  const folder = values['data-dir']
  say('Starting Kafka; the first time its jars are fetched.')
  await using broker = await startBroker({
    line: values.line,
    port,
    ...(folder === undefined ? {} : { dataFolder: folder }),
  })
  say(`Kafka ${broker.version} listens on ${broker.address} (process ${broker.pid()}). Ctrl-C stops it.`)
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => new Promise((resolve) => process.once(signal, resolve))))
  say('Stopping.')
}

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
