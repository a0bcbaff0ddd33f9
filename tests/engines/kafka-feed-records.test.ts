import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { malformedEvents } from '../fixtures/malformed/events.ts'
import { account, order } from '../scenarios/intake-book.ts'
import { codecs, makeTopic, produce } from './kafka-client.ts'
import { type FeedBook, openFeedBook } from './kafka-feed-book.ts'
import { binary, names, orders, structured } from './kafka-messages.ts'
import { suiteOnKafka } from './kafka-suite.ts'

await suiteOnKafka('what a feed reads', ({ brokers }) => {
  const run = randomUUID().slice(0, 8)
  const topics = {
    modes: `modes-${run}`,
    codecs: `codecs-${run}`,
    headers: `headers-${run}`,
    both: `both-${run}`,
    poison: `poison-${run}`,
    counted: `counted-${run}`,
  } as const
  let book: FeedBook

  beforeAll(async () => {
    for (const topic of Object.values(topics)) await makeTopic(brokers, topic, { partitions: 1 })
    // The corpus of what nobody may send would trip the circuit, which has its own tests.
    const settings = { DAYBOOK_KAFKA_CIRCUIT_PERCENT: '100' }
    book = await openFeedBook({ brokers, topics: Object.values(topics), settings })
    await book.send(account('A1'))
  })
  afterAll(() => book[Symbol.asyncDispose]())

  test('orders in structured and in binary mode are recorded in the order of the partition, with a key and without', async () => {
    await produce(brokers, topics.modes, {
      messages: [
        structured(order('M0', 'A1')),
        binary(order('M1', 'A1')),
        structured(order('M2', 'A1'), { key: null, headers: { 'Content-Type': 'application/cloudevents' } }),
        binary(order('M3', 'A1'), { key: null }),
      ],
    })
    await book.caughtUp(topics.modes)
    expect(await recordedWith('M')).toEqual(names('M', 4))
  })

  test('headers that are called as something every object has hold up nothing, and are kept', async () => {
    const inherited = ['constructor', 'toString', 'hasOwnProperty']
    const headers = {
      'content-type': 'application/cloudevents+json',
      ...Object.fromEntries(inherited.map((name) => [name, 'x'])),
    }
    const messages = [structured(order('H0', 'A1'), { headers }), structured('{', { headers }), structured(order('H1', 'A1'))]
    await produce(brokers, topics.headers, { messages })
    await book.caughtUp(topics.headers)
    expect(await recordedWith('H')).toEqual(names('H', 2))
    const [held] = await book.held(topics.headers)
    expect(Object.entries(held?.origin.headers ?? {})).toEqual(expect.arrayContaining(inherited.map((name) => [name, ['x']])))
  })

  test('orders that a producer packs with any codec are recorded', async () => {
    const all = Object.keys(codecs) as (keyof typeof codecs)[] // Sound: the keys of that very object
    for (const codec of all) await produce(brokers, topics.codecs, { codec, messages: orders(names(`C-${codec}-`, 50)) })
    await book.caughtUp(topics.codecs)
    expect(await recordedWith('C-')).toEqual(all.flatMap((codec) => names(`C-${codec}-`, 50)))
  })

  test('the same order by Kafka, again by Kafka and by HTTP is one event', async () => {
    await book.send(order('B0', 'A1'))
    await produce(brokers, topics.both, { messages: orders(['B0', 'B1', 'B1']) })
    await book.caughtUp(topics.both)
    const { body } = await book.send(order('B1', 'A1'))
    expect(body.results).toMatchObject([{ status: 'duplicate' }])
    expect(await recordedWith('B')).toEqual(['B0', 'B1'])
  })

  test('of a corpus of events that nobody may send each is kept once, with its bytes and code, and the stream goes on', async () => {
    // The future of the corpus is the past of a server that runs today.
    const corpus = malformedEvents.filter(([, , , code]) => code !== 'future-time')
    const messages = corpus.flatMap(([, sent], index) => [
      structured(order(`P${index}`, 'A1')),
      structured(sent),
      // The same again, as a producer does that was not answered.
      ...(index % 10 === 0 ? [structured(order(`P${index}`, 'A1'))] : []),
    ])
    await produce(brokers, topics.poison, { messages })
    await book.caughtUp(topics.poison)
    expect(await recordedWith('P')).toEqual(names('P', corpus.length))
    const held = await book.held(topics.poison)
    expect(held.map(({ code, raw }) => [code, Buffer.from(raw.text, raw.encoding)])).toEqual(
      corpus.map(([, sent, , code]) => [code, Buffer.from(sent)]),
    )
  })

  test('what came in by Kafka is counted, and adds up to what became of it', async () => {
    const counts = async () => {
      const items = (status: string) => book.metric(`daybook_intake_items_total{transport="kafka",status="${status}"}`)
      const outcomes = await Promise.all(['accepted', 'duplicate', 'conflict', 'rejected', 'quarantined'].map(items))
      const received = (await book.metric('daybook_intake_received_total{transport="kafka"}')) ?? 0
      return { received, outcomes: outcomes.map((count) => count ?? 0) }
    }
    const before = await counts()
    await produce(brokers, topics.counted, {
      messages: [
        ...orders(['K0', 'K1', 'K1']),
        structured(order('K0', 'A1', { net: '1.0000' })),
        structured('{'),
        structured(order('K2', 'A2')),
      ],
    })
    await book.caughtUp(topics.counted)
    const after = await counts()
    expect(after.outcomes.map((count, index) => count - (before.outcomes[index] ?? 0))).toEqual([2, 1, 1, 1, 1])
    expect(after.received).toBe(after.outcomes.reduce((sum, count) => sum + count))
    // The thread that reads tells of itself every few seconds.
    const soon = (metric: string) => expect.poll(() => book.metric(metric), { timeout: 20_000 })
    await soon(`daybook_kafka_connected`).toBe(1)
    await soon(`daybook_kafka_paused{topic="${topics.counted}"}`).toBe(0)
    await soon('daybook_kafka_rebalances_total').toBe(1)
    await soon(`daybook_kafka_lag{topic="${topics.counted}",partition="0"}`).toBe(0)
  })

  const recordedWith = async (prefix: string) => (await book.recorded('erp')).filter((id) => id.startsWith(prefix))
})
