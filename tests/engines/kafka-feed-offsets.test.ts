import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { account } from '../scenarios/intake-book.ts'
import { asAdmin, endsOf, makeTopic, produce } from './kafka-client.ts'
import { type FeedBook, openFeedBook, patience } from './kafka-feed-book.ts'
import { names, orders, structured } from './kafka-messages.ts'
import { suiteOnKafka } from './kafka-suite.ts'

await suiteOnKafka('where a feed goes on', ({ brokers }) => {
  const newTopic = async (name: string, partitions = 1): Promise<string> => {
    const topic = `${name}-${randomUUID().slice(0, 8)}`
    await makeTopic(brokers, topic, { partitions })
    return topic
  }
  const opened = async (topics: readonly string[]): Promise<FeedBook> => {
    const book = await openFeedBook({ brokers, topics })
    await book.send(account('A1'))
    return book
  }
  const problemsOf = async (book: FeedBook, topic: string) =>
    (await book.partitions(topic)).map(({ problem }) => problem?.split(':')[0] ?? null)
  /** Sets what the brokers remember of a group, while it has no members. */
  const commit = async ({ group: groupId }: FeedBook, topic: string, offset: number): Promise<void> =>
    asAdmin(brokers, async (admin) => {
      await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: String(offset) }] })
    })

  test('an offset of the group that runs ahead of the book loses nothing, and a group that has none doubles nothing', async () => {
    const topic = await newTopic('committed')
    const ids = names('O', 30)
    await produce(brokers, topic, { messages: orders(ids.slice(0, 10)) })
    await using book = await opened([topic])
    await book.caughtUp(topic)

    await book.end('SIGTERM')
    await produce(brokers, topic, { messages: orders(ids.slice(10, 20)) })
    await commit(book, topic, 20)
    await book.restart('SIGTERM')
    await book.caughtUp(topic)
    expect(await book.recorded('erp')).toEqual(ids.slice(0, 20))

    // Another group begins at the beginning, were it to decide.
    await book.restart('SIGTERM', { DAYBOOK_KAFKA_GROUP: `${book.group}-other` })
    await produce(brokers, topic, { messages: orders(ids.slice(20)) })
    await book.caughtUp(topic)
    expect(await book.recorded('erp')).toEqual(ids)
    expect(await book.metric('daybook_intake_items_total{transport="kafka",status="duplicate"}')).toBeNull()
  })

  test('where the next record was deleted before it was read the partition stands still, and others go on, until somebody seeks', async () => {
    const topic = await newTopic('deleted', 2)
    await using book = await opened([topic])
    await produce(brokers, topic, { messages: orders(names('O', 10), 2) })
    await book.caughtUp(topic)
    await book.daybook('feeds', 'pause', '--reason', 'a test')
    await produce(brokers, topic, { messages: orders(names('O', 20, 10), 2) })
    await asAdmin(brokers, async (admin) => {
      await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '8' }] })
    })
    await book.daybook('feeds', 'resume')

    await expect.poll(() => problemsOf(book, topic), patience).toEqual(['offset-gap', null])
    await expect.poll(() => book.nexts(topic), patience).toEqual({ 0: '5', 1: '15' })
    expect(await book.readiness()).toMatchObject({
      status: 200,
      kafka: { ok: false, detail: expect.stringContaining('offset-gap') },
    })
    expect(await book.metric(`daybook_kafka_paused{topic="${topic}"}`)).toBe(1)

    // Neither a restart nor a mere resume jumps over it.
    await book.restart('SIGTERM')
    await expect.poll(() => problemsOf(book, topic), patience).toEqual(['offset-gap', null])
    await book.post('/v1/feeds/kafka/resume', {})
    await produce(brokers, topic, { messages: orders(['late'], 1).map((one) => ({ ...one, partition: 1 })) })
    await expect.poll(() => book.nexts(topic), patience).toEqual({ 0: '5', 1: '16' })

    await book.daybook('feeds', 'seek', '--topic', topic, '--partition', '0', '--offset', '8', '--yes')
    await book.caughtUp(topic)
    await expect.poll(() => problemsOf(book, topic), patience).toEqual([null, null])
    // Offsets 5 to 7 of partition 0 are the orders that nobody can have any more.
    const lost = ['O10', 'O12', 'O14']
    expect((await book.recorded('erp')).toSorted()).toEqual(
      [...names('O', 30), 'late'].filter((id) => !lost.includes(id)).toSorted(),
    )
  })

  test('a topic that was deleted and made anew is an offset gap, never read from its beginning by itself', async () => {
    const topic = await newTopic('anew')
    await using book = await opened([topic])
    await produce(brokers, topic, { messages: orders(names('O', 10)) })
    await book.caughtUp(topic)
    await asAdmin(brokers, (admin) => admin.deleteTopics({ topics: [topic] }))
    await expect.poll(() => makeTopic(brokers, topic, { partitions: 1 }).then(() => 'made', String), patience).toBe('made')
    await produce(brokers, topic, { messages: orders(names('N', 4)) })
    await expect.poll(() => problemsOf(book, topic), patience).toEqual(['offset-gap'])
    expect(await book.nexts(topic)).toEqual({ 0: '10' })

    const { status, body } = await book.post('/v1/feeds/kafka/seek', { topic, partition: 0, offset: '0' })
    expect([status, body.topics[0].partitions[0]]).toMatchObject([200, { next: expect.any(String), problem: null }])
    await book.caughtUp(topic)
    expect(await book.recorded('erp')).toEqual([...names('O', 10), ...names('N', 4)])
  })

  test('what cannot be read of a topic that was made anew is kept beside what could not at the same place before, each once', async () => {
    const topic = await newTopic('broken')
    await using book = await opened([topic])
    const keptFor = async (sent: string): Promise<void> => {
      await produce(brokers, topic, { messages: [structured(sent)] })
      await book.caughtUp(topic)
    }
    await keptFor('{before')
    await book.post('/v1/feeds/kafka/pause', { reason: 'a test' })
    await asAdmin(brokers, (admin) => admin.deleteTopics({ topics: [topic] }))
    await expect.poll(() => makeTopic(brokers, topic, { partitions: 1 }).then(() => 'made', String), patience).toBe('made')
    await book.post('/v1/feeds/kafka/seek', { topic, partition: 0, offset: '0' })
    await book.post('/v1/feeds/kafka/resume', {})
    await keptFor('{after')
    await book.post('/v1/feeds/kafka/seek', { topic, partition: 0, offset: '0' })
    await book.caughtUp(topic)
    expect((await book.held(topic)).map(({ raw, origin }) => [raw.text, origin.offset])).toEqual([
      ['{before', '0'],
      ['{after', '0'],
    ])
  })

  test('partitions that a topic gets later are read from their beginning', async () => {
    const topic = await newTopic('growing')
    await using book = await opened([topic])
    await produce(brokers, topic, { messages: orders(names('O', 2)) })
    await book.caughtUp(topic)
    await asAdmin(brokers, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] }))
    await expect.poll(async () => (await endsOf(brokers, topic)).size, patience).toBe(3)
    await produce(brokers, topic, { messages: orders(names('O', 6, 2), 3) })
    await expect.poll(() => book.nexts(topic), patience).toEqual({ 0: '4', 1: '2', 2: '2' })
    expect((await book.recorded('erp')).toSorted()).toEqual(names('O', 8))
  })

  test('a feed is paused, resumed, and read again from an earlier offset, by HTTP and by the program', async () => {
    const topic = await newTopic('operated')
    await using book = await opened([topic])
    await produce(brokers, topic, { messages: orders(names('O', 5)) })
    await book.caughtUp(topic)
    expect((await book.post('/v1/feeds/kafka/pause', { reason: 'by hand' })).body.topics[0].paused.reason).toBe('by hand')
    await produce(brokers, topic, { messages: orders(names('O', 5, 5)) })
    await expect.poll(async () => (await book.partitions(topic))[0]?.end, patience).toBe('10')
    expect(await book.daybook('feeds', 'list')).toMatch(/operated-.*\b5\b.*\b10\b.*\b5\b.*paused by .*: by hand/)
    expect(await book.nexts(topic)).toEqual({ 0: '5' })
    await book.daybook('feeds', 'resume')
    await book.caughtUp(topic)
    await book.daybook('feeds', 'seek', '--topic', topic, '--partition', '0', '--offset', '2', '--yes')
    await book.caughtUp(topic)
    expect(await book.recorded('erp')).toEqual(names('O', 10))
    expect(await book.metric('daybook_intake_items_total{transport="kafka",status="duplicate"}')).toBe(8)
    expect(await endsOf(brokers, topic)).toEqual(new Map([[0, 10n]]))
    const unknown = await book.post('/v1/feeds/kafka/seek', { topic, partition: 7, offset: '0' })
    expect([unknown.status, unknown.body.code]).toEqual([404, 'feed-unknown'])
  })
})
