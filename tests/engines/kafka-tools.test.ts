import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { makeTopic } from '../../infra/kafka/tools.ts'
import { endsOf, readTopic } from './kafka-client.ts'
import { suiteOnKafka } from './kafka-suite.ts'

const order = (id: string, accountId: string): string =>
  JSON.stringify({
    specversion: '1.0',
    source: 'shop',
    id,
    type: 'OrderAccepted',
    data: { orderId: id, accountId, net: '75.0000' },
  })

/** `npx -y pnpm@12 kafka …` with these words, and lines on its standard input. */
const kafkaCommand = async (words: readonly string[], lines: readonly string[]) => {
  const program = join(import.meta.dirname, '../../infra/kafka/main.ts')
  const child = spawn(process.execPath, [program, ...words], { stdio: ['pipe', 'ignore', 'pipe'] })
  const exit = once(child, 'exit')
  child.stdin.end(lines.join('\n'))
  const said = await text(child.stderr)
  const [code] = await exit
  return { code, said }
}

await suiteOnKafka('the commands to try a broker with', ({ brokers: [broker = ''], control }) => {
  const port = broker.split(':')[1] ?? ''
  // They are Java, and look on this machine alone; the broker may be a container, or somebody else's.
  const cannotRun = control === null || spawnSync('java', ['-version']).error !== undefined

  test.skipIf(cannotRun)('a topic that is asked for is made once, with three partitions', async () => {
    await makeTopic(broker, 'asked-for')
    await makeTopic(broker, 'asked-for')
    expect([...(await endsOf([broker], 'asked-for')).keys()].toSorted()).toEqual([0, 1, 2])
  })

  test.skipIf(cannotRun)(
    'events are sent as they stand, with the account as key and the header that tells what they are',
    async () => {
      await makeTopic(broker, 'sent')
      const lines = [order('S1', 'ACME'), order('S2', 'BOLT'), '', order('S3', 'ACME'), 'no\tevent']
      const { code, said } = await kafkaCommand(['send', '--topic', 'sent', '--port', port], lines)
      expect({ code, said }).toEqual({ code: 0, said: '4 records sent to sent.\n' })

      const records = await readTopic([broker], 'sent')
      const type = records.map(({ message }) => String(message.headers?.['content-type']))
      expect(new Set(type)).toEqual(new Set(['application/cloudevents+json']))
      const keyed = records.map(({ message }) => `${message.key} ${message.value}`)
      expect(keyed.toSorted()).toEqual([`ACME ${lines[0]}`, `ACME ${lines[3]}`, `BOLT ${lines[1]}`, ' no\tevent'].toSorted())
      const ofAcme = records.filter(({ message }) => String(message.key) === 'ACME')
      expect(ofAcme.map(({ partition }) => partition)).toEqual([ofAcme[0]?.partition, ofAcme[0]?.partition])
      expect(ofAcme.map(({ message }) => String(message.value))).toEqual([lines[0], lines[3]])
    },
  )

  test.skipIf(cannotRun)('what no broker takes is a failure that says why', async () => {
    const { code, said } = await kafkaCommand(['send', '--topic', 'nowhere', '--port', port], [order('S1', 'ACME')])
    expect(code).toBe(1)
    expect(said).toContain(`not all of it was sent to nowhere at ${broker}`)
    expect(said).toContain(`kafka --port ${port} --topic nowhere`)
  })

  test.skipIf(cannotRun)('a file that cannot be read is a failure that says why, at once', async () => {
    const missing = await kafkaCommand(['send', '--topic', 'sent', '--port', port, 'no-such-file.ndjson'], [])
    expect(missing.code).toBe(1)
    expect(missing.said).toContain('no-such-file.ndjson')
    const folder = await kafkaCommand(['send', '--topic', 'sent', '--port', port, import.meta.dirname], [])
    expect(folder.code).toBe(1)
    expect(folder.said).toContain('EISDIR')
  })
})

test('a word that is no command is told what there is', async () => {
  const { code, said } = await kafkaCommand(['sent'], [])
  expect({ code, said }).toEqual({
    code: 1,
    said: 'there is no sent: start the broker without a word, or send --topic T [FILE]\n',
  })
})
