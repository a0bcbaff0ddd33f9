import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { account } from '../scenarios/intake-book.ts'
import { endsOf, inTransactions, makeTopic, produce, readTopic } from './kafka-client.ts'
import { type FeedBook, openFeedBook, patience } from './kafka-feed-book.ts'
import { names, orders, structured } from './kafka-messages.ts'
import { suiteOnKafka } from './kafka-suite.ts'

/** Seconds of processor that a process has used. */
const processorSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

await suiteOnKafka('a topic that has not every offset', ({ brokers }) => {
  const newTopic = async (name: string, settings = {}): Promise<string> => {
    const topic = `${name}-${randomUUID().slice(0, 8)}`
    await makeTopic(brokers, topic, { partitions: 1, settings })
    return topic
  }
  const opened = async (topic: string): Promise<FeedBook> => {
    const book = await openFeedBook({ brokers, topics: [topic] })
    await book.send(account('A1'))
    return book
  }

  test('of transactions the committed orders are recorded, the aborted are not, and nothing remains behind', async () => {
    const topic = await newTopic('transactions')
    await inTransactions(brokers, topic, [
      { messages: orders(names('C', 10)), ends: 'commit' },
      { messages: orders(names('X', 10)), ends: 'abort' },
      { messages: orders(names('D', 10)), ends: 'commit' },
    ])
    await using book = await opened(topic)
    await book.caughtUp(topic)
    // A fetch of which nothing is anybody's, up to the mark that is the end of the topic: 40 orders and 4 marks.
    await inTransactions(brokers, topic, [{ messages: orders(names('Y', 10)), ends: 'abort' }])
    await book.caughtUp(topic)
    expect(await book.nexts(topic)).toEqual({ 0: '44' })
    expect(await book.recorded('erp')).toEqual([...names('C', 10), ...names('D', 10)])
    await expect.poll(async () => (await book.partitions(topic))[0]?.lag, patience).toBe(0)

    const before = processorSeconds(book.pid())
    const started = performance.now()
    await expect.poll(() => performance.now() - started, { timeout: 10_000 }).toBeGreaterThan(4_000)
    const idle = (processorSeconds(book.pid()) - before) / ((performance.now() - started) / 1_000)
    expect(idle).toBeLessThan(0.5)
  })

  test('an aborted transaction of more than one fetch is passed over', async () => {
    const topic = await newTopic('aborted')
    // Three mebibytes that no codec makes smaller, where a fetch brings one.
    const large = Array.from({ length: 60 }, (_, at) => structured(`X${at}${randomBytes(25_000).toString('hex')}`))
    await inTransactions(brokers, topic, [
      { messages: orders(names('C', 3)), ends: 'commit' },
      ...Array.from({ length: 4 }, (_, at) => ({ messages: large.slice(at * 15, at * 15 + 15), ends: 'abort' }) as const),
      { messages: orders(names('D', 3)), ends: 'commit' },
    ])
    await using book = await opened(topic)
    await book.caughtUp(topic)
    expect(await book.recorded('erp')).toEqual([...names('C', 3), ...names('D', 3)])
    expect(await book.held(topic)).toEqual([])
  })

  test('orders of a transaction that is still open are recorded once it is committed', async () => {
    const topic = await newTopic('open')
    await using book = await opened(topic)
    await inTransactions(brokers, topic, [
      {
        messages: orders(names('C', 3)),
        ends: 'commit',
        meanwhile: async () => {
          await produce(brokers, topic, { messages: orders(['P0']) })
          expect(await book.recorded('erp')).toEqual([])
        },
      },
    ])
    // The broker says that it commits before the topic is readable beyond the transaction.
    await expect.poll(() => book.recorded('erp'), { timeout: 30_000 }).toEqual([...names('C', 3), 'P0'])
  })

  test('a compacted topic is read over its holes', async () => {
    const settings = {
      'cleanup.policy': 'compact',
      'segment.ms': '100',
      'min.cleanable.dirty.ratio': '0.01',
      'max.compaction.lag.ms': '200',
      'min.compaction.lag.ms': '0',
    }
    const topic = await newTopic('compacted', settings)
    for (let round = 0; round < 4; round += 1) {
      const ids = names(`R${round}-`, 6)
      await produce(brokers, topic, { messages: orders(ids).map((one, at) => ({ ...one, key: `key-${at % 3}` })) })
    }
    const kept = async () => {
      await produce(brokers, topic, { messages: orders(['last']).map((one) => ({ ...one, key: 'last' })) })
      return (await readTopic(brokers, topic)).map(({ message }) => Number(message.offset))
    }
    // The cleaner of the broker works every fifteen seconds.
    await expect.poll(async () => (await kept()).length, { timeout: 60_000, interval: 1_000 }).toBeLessThan(20)
    const offsets = await kept()
    await using book = await opened(topic)
    await book.caughtUp(topic)
    expect(offsets.at(-1)).toBeGreaterThan(offsets.length)
    const recorded = await book.recorded('erp')
    expect(recorded).toEqual([...names('R3-', 3, 3), 'last'])
    expect((await endsOf(brokers, topic)).get(0)).toBeGreaterThan(24n)
  })
})
