import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { account } from '../scenarios/intake-book.ts'
import { makeTopic, produce } from './kafka-client.ts'
import { type FeedBook, openFeedBook, patience } from './kafka-feed-book.ts'
import { names, orders } from './kafka-messages.ts'
import { suiteOnKafka } from './kafka-suite.ts'

/** How long the broker is away: twenty seconds of every run, five minutes (300000) before a release. */
const outageMs = Number(process.env.DAYBOOK_TEST_OUTAGE_MS ?? 20_000)

await suiteOnKafka('a feed without its broker', ({ brokers, control }) => {
  beforeEach(async () => control?.start())

  const newTopic = async (): Promise<string> => {
    const topic = `outage-${randomUUID().slice(0, 8)}`
    await makeTopic(brokers, topic, { partitions: 1 })
    return topic
  }
  const passed = async (ms: number): Promise<void> => {
    const began = performance.now()
    await expect.poll(() => performance.now() - began, { timeout: ms + 30_000, interval: 250 }).toBeGreaterThan(ms)
  }
  const sendsByHttp = async (book: FeedBook, id: string): Promise<unknown> =>
    (await book.send({ ...account(id), source: 'http' })).body.results[0].status

  test.skipIf(control === null)(
    'a server that starts without its broker serves, tells of it, and reads once it is there',
    async () => {
      const topic = await newTopic()
      await produce(brokers, topic, { messages: orders(['O0', 'O1']) })
      await control?.kill()
      await using book = await openFeedBook({ brokers, topics: [topic] })
      expect(await sendsByHttp(book, 'A1')).toBe('accepted')
      await expect.poll(() => book.readiness(), patience).toMatchObject({ status: 200, kafka: { ok: false } })
      expect(await book.metric('daybook_kafka_connected')).toBe(0)

      await control?.start()
      const back = performance.now()
      await book.caughtUp(topic)
      expect(performance.now() - back).toBeLessThan(15_000)
      expect(await book.recorded('erp')).toEqual(['O0', 'O1'])
      await expect.poll(() => book.readiness(), patience).toMatchObject({ status: 200, kafka: { ok: true } })
    },
  )

  test.skipIf(control === null)(
    'a broker that goes away and comes back loses nothing, and is read within fifteen seconds',
    { timeout: outageMs + 120_000 },
    async () => {
      const topic = await newTopic()
      // With its ledgers posted, as readiness asks for, and the patience of the brokers that is shipped.
      const settings = { DAYBOOK_ROLES: 'api,intake,projector', DAYBOOK_KAFKA_SESSION_MS: '10000' }
      await using book = await openFeedBook({ brokers, topics: [topic], settings })
      await book.send(account('A1'))
      await produce(brokers, topic, { messages: orders(names('O', 500)) })
      await book.caughtUp(topic)
      const process = book.pid()

      await control?.kill()
      await passed(outageMs / 4)
      const early = (await book.metric('process_resident_memory_bytes')) ?? 0
      await expect.poll(() => book.readiness(), patience).toMatchObject({ status: 200, kafka: { ok: false } })
      expect(await sendsByHttp(book, 'A2')).toBe('accepted')
      expect(await book.recorded('erp')).toHaveLength(500)
      await passed((outageMs * 3) / 4)
      const late = (await book.metric('process_resident_memory_bytes')) ?? 0
      expect(late / early).toBeLessThan(1.2)

      await control?.start()
      const back = performance.now()
      await produce(brokers, topic, { messages: orders(names('O', 500, 500)) })
      await book.caughtUp(topic)
      expect(performance.now() - back).toBeLessThan(15_000)
      expect(await book.recorded('erp')).toEqual(names('O', 1_000))
      expect(book.pid()).toBe(process)
    },
  )

  test.skipIf(control === null)(
    'a server that is asked to end while its broker is away ends in order, within fifteen seconds',
    async () => {
      const topic = await newTopic()
      await using book = await openFeedBook({ brokers, topics: [topic] })
      await book.send(account('A1'))
      await produce(brokers, topic, { messages: orders(['O0']) })
      await book.caughtUp(topic)
      await control?.kill()
      await expect.poll(() => book.readiness(), patience).toMatchObject({ status: 200, kafka: { ok: false } })
      const asked = performance.now()
      expect(await book.end('SIGTERM')).toBe(0)
      expect(performance.now() - asked).toBeLessThan(15_000)
    },
  )

  test.skipIf(control === null)('of a broker that is restarted while orders stream nothing is lost', async () => {
    const topic = await newTopic()
    await using book = await openFeedBook({ brokers, topics: [topic] })
    await book.send(account('A1'))
    await produce(brokers, topic, { messages: orders(names('O', 300)) })
    await control?.end()
    await control?.start()
    await produce(brokers, topic, { messages: orders(names('O', 300, 300)) })
    await book.caughtUp(topic)
    expect(await book.recorded('erp')).toEqual(names('O', 600))
    expect((await book.partitions(topic)).map(({ problem }) => problem)).toEqual([null])
  })
})
