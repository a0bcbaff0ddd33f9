import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { account, order } from '../scenarios/intake-book.ts'
import { joinGroup, makeTopic, produce } from './kafka-client.ts'
import { type FeedBook, openFeedBook, patience } from './kafka-feed-book.ts'
import { names, orders, structured } from './kafka-messages.ts'
import { suiteOnKafka } from './kafka-suite.ts'

/** Accounts enough that none has thousands of orders. */
const accounts = names('A', 50)
const spread = (ids: readonly string[], partitions: number) =>
  ids.map((id, at) => structured(order(id, `A${at % accounts.length}`), { partition: at % partitions }))

await suiteOnKafka('the members of a feed', ({ brokers }) => {
  const newTopic = async (name: string, partitions = 1): Promise<string> => {
    const topic = `${name}-${randomUUID().slice(0, 8)}`
    await makeTopic(brokers, topic, { partitions })
    return topic
  }
  const opened = async (topic: string, settings = {}): Promise<FeedBook> => {
    const book = await openFeedBook({ brokers, topics: [topic], settings })
    await book.send(...accounts.map((id) => account(id)))
    return book
  }
  const itemsOf = async (book: FeedBook, status: string): Promise<number> =>
    (await book.metric(`daybook_intake_items_total{transport="kafka",status="${status}"}`)) ?? 0

  test('while members and others come and go every order is recorded once, and duplicates are what senders repeated', async () => {
    const topic = await newTopic('coming-and-going', 3)
    await using book = await opened(topic, { DAYBOOK_KAFKA_MEMBERS: '2' })
    const ids = names('O', 20_000)
    const sending = (async () => {
      for (let at = 0; at < ids.length; at += 1_000) {
        const some = ids.slice(at, at + 1_000)
        // Ten of each thousand come twice, as from a sender that was not answered.
        await produce(brokers, topic, { messages: [...spread(some, 3), ...spread(some.slice(0, 10), 3)] })
      }
    })()
    const members = async (count: number): Promise<void> => {
      await book.post('/v1/feeds/kafka/scale', { members: count })
      await expect.poll(async () => (await book.feed()).members, patience).toBe(count)
    }
    await expect.poll(async () => (await book.feed()).members, patience).toBe(2)
    await members(3)
    // A member of somebody else takes a partition, records nothing, and tells the brokers that it has read all.
    const other = await joinGroup(brokers, topic, book.group)
    await book.daybook('feeds', 'scale', '--members', '1')
    await sending
    const left = performance.now()
    await other.leave()
    await book.caughtUp(topic)
    expect(performance.now() - left).toBeLessThan(30_000)

    expect((await book.recorded('erp')).toSorted()).toEqual(ids.toSorted())
    // What the brokers delivered twice is not among them: the place of the partition has refused it.
    expect([await itemsOf(book, 'accepted'), await itemsOf(book, 'duplicate')]).toEqual([20_000, 200])
    await expect.poll(async () => (await book.feed()).rebalances, patience).toBeGreaterThanOrEqual(5)
    expect((await book.partitions(topic)).map(({ problem }) => problem)).toEqual([null, null, null])
  })

  test('a log that somebody else holds for longer than a member may be silent loses nothing, and is gone on with by itself', async () => {
    const topic = await newTopic('held-up')
    await using book = await opened(topic)
    const ids = names('O', 1_000)
    await produce(brokers, topic, { messages: orders(ids.slice(0, 500)) })
    await book.caughtUp(topic)
    const { rebalances } = await book.feed()

    const held = new Database(join(book.folder, 'log.db'))
    held.exec('BEGIN IMMEDIATE')
    await produce(brokers, topic, { messages: [...orders(ids.slice(500)), structured('{')] })
    const began = performance.now()
    await expect.poll(() => performance.now() - began, { timeout: 20_000 }).toBeGreaterThan(9_000)
    expect(await book.nexts(topic)).toEqual({ 0: '500' })
    held.exec('ROLLBACK')
    held.close()

    const freed = performance.now()
    await book.caughtUp(topic)
    expect(performance.now() - freed).toBeLessThan(30_000)
    expect(await book.recorded('erp')).toEqual(ids)
    expect((await book.held(topic)).map(({ code }) => code)).toEqual(['not-json'])
    // It gave signs of life all the time.
    expect((await book.feed()).rebalances).toBe(rebalances)
  })

  test('while a history is taken over the feed waits, and reads on after it', async () => {
    const topic = await newTopic('history')
    await using book = await opened(topic)
    await produce(brokers, topic, { messages: orders(['O0']) })
    await book.caughtUp(topic)

    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const history = writable.getWriter()
    const line = (id: string) =>
      Buffer.from(`${JSON.stringify({ ...order(id, 'A1'), recordedtime: new Date().toISOString() })}\n`)
    const taking = book.ask('/v1/imports?backfill=true', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: readable,
      duplex: 'half',
    } as RequestInit)
    await history.write(line('H0'))
    await expect.poll(async () => (await book.send(order('busy', 'A1'))).body.code, patience).toBe('backfill-in-progress')
    await produce(brokers, topic, { messages: orders(['O1', 'O2']) })
    await expect.poll(async () => (await book.partitions(topic))[0]?.end, patience).toBe('3')
    expect(await book.nexts(topic)).toEqual({ 0: '1' })
    await history.write(line('H1'))
    await history.close()
    expect(await taking).toMatchObject({ status: 200 })
    await book.caughtUp(topic)
    expect((await book.recorded('erp')).filter((id) => id !== 'busy')).toEqual(['O0', 'H0', 'H1', 'O1', 'O2'])
    expect(await book.held(topic)).toEqual([])
  })

  test('of a server that is killed again and again in the middle of a topic nothing is lost and nothing doubled', async () => {
    const topic = await newTopic('killed', 3)
    const ids = names('O', 30_000)
    await using book = await opened(topic)
    const sending = (async () => {
      for (let at = 0; at < ids.length; at += 500) await produce(brokers, topic, { messages: spread(ids.slice(at, at + 500), 3) })
    })()
    const sum = async (): Promise<number> =>
      Object.values(await book.nexts(topic)).reduce((total, next) => total + Number(next ?? 0), 0)
    for (let kill = 1, killedAt = 0; kill <= 5; kill += 1) {
      await expect.poll(() => sum().catch(() => 0), { ...patience, interval: 10 }).toBeGreaterThan(killedAt + 500)
      killedAt = await sum()
      // A dead member is waited for by its group. The place is the book's, so that another group goes on at once.
      await book.restart('SIGKILL', kill === 1 ? {} : { DAYBOOK_KAFKA_GROUP: `daybook-${randomUUID()}` })
    }
    await sending
    await book.caughtUp(topic)
    expect((await book.recorded('erp')).toSorted()).toEqual(ids.toSorted())
    expect(await itemsOf(book, 'duplicate')).toBe(0)
  })
})
