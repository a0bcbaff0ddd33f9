import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { account, order } from '../scenarios/intake-book.ts'
import { endsOf, makeTopic, produce, readTopic } from './kafka-client.ts'
import { openFeedBook, patience } from './kafka-feed-book.ts'
import { binary, names, orders, type SentMessage, structured } from './kafka-messages.ts'
import { suiteOnKafka } from './kafka-suite.ts'

await suiteOnKafka('what a feed puts aside', ({ brokers }) => {
  const newTopic = async (name: string, partitions = 1): Promise<string> => {
    const topic = `${name}-${randomUUID().slice(0, 8)}`
    await makeTopic(brokers, topic, { partitions })
    return topic
  }

  /** A record that is no event, with a key and headers that are no text. */
  const strange: SentMessage = {
    key: 'A1',
    value: Buffer.from([0xff, 0x00, 0x7b]),
    headers: {
      'content-type': 'application/cloudevents+json',
      trace: ['one', 'two'],
      seal: Buffer.from([0xfe]),
      ce_traceparent: 'tp',
    },
    partition: 1,
  }

  test('what cannot be read is a row of the quarantine with its place, key, headers and bytes, and a copy that tells why', async () => {
    const topic = await newTopic('letters', 2)
    await makeTopic(brokers, `${topic}.dead-letters`, { partitions: 1 })
    await using book = await openFeedBook({ brokers, topics: [topic], settings: { DAYBOOK_KAFKA_DEAD_LETTERS: 'on' } })
    await book.send(account('A1'))
    await produce(brokers, topic, { messages: [structured(order('D0', 'A1'), { partition: 1 }), strange] })
    await book.caughtUp(topic)

    const [held, ...others] = await book.held(topic)
    expect(others).toEqual([])
    expect(held).toMatchObject({
      kind: 'dead-letter',
      code: 'not-json',
      origin: {
        transport: 'kafka',
        topic,
        partition: 1,
        offset: '1',
        key: 'A1',
        headers: { trace: ['one', 'two'], seal: [{ base64: '/g==' }], 'content-type': ['application/cloudevents+json'] },
      },
    })
    expect(Buffer.from(held?.raw.text ?? '', held?.raw.encoding)).toEqual(strange.value)

    await expect.poll(async () => (await endsOf(brokers, `${topic}.dead-letters`)).get(0), patience).toBe(1n)
    const [copy] = await readTopic(brokers, `${topic}.dead-letters`)
    expect(copy?.message).toMatchObject({ key: Buffer.from('A1'), value: strange.value })
    expect(textsOf(copy?.message.headers)).toMatchObject({
      trace: ['one', 'two'],
      seal: '\ufffd',
      'x-dl-topic': topic,
      'x-dl-partition': '1',
      'x-dl-offset': '1',
      'x-dl-timestamp': expect.stringMatching(/^\d{13}$/),
      'x-dl-stage': 'decode',
      'x-dl-code': 'not-json',
      'x-dl-detail': expect.stringMatching(/./),
      'x-dl-attempts': '1',
      'x-dl-first-failed-at': expect.stringMatching(/^\d{4}-.*Z$/),
      'x-dl-service-version': expect.stringMatching(/^\d+\./),
      'x-dl-traceparent': 'tp',
    })
  })

  test('no copies are sent unless somebody wants them', async () => {
    const topic = await newTopic('no-copies')
    await makeTopic(brokers, `${topic}.dead-letters`, { partitions: 1 })
    await using book = await openFeedBook({ brokers, topics: [topic] })
    await produce(brokers, topic, { messages: [structured('{')] })
    await book.caughtUp(topic)
    expect(await book.held(topic)).toHaveLength(1)
    await book.end('SIGTERM')
    expect(await endsOf(brokers, `${topic}.dead-letters`)).toEqual(new Map([[0, 0n]]))
  })

  test('where the topic of the copies is missing nothing is lost or held up, and what was not sent is counted', async () => {
    const topic = await newTopic('no-dead-letters')
    const settings = { DAYBOOK_KAFKA_DEAD_LETTERS: 'on', DAYBOOK_KAFKA_CIRCUIT_PERCENT: '100' }
    await using book = await openFeedBook({ brokers, topics: [topic], settings })
    await book.send(account('A1'))
    const started = performance.now()
    // Ten chunks, each with something to put aside: seconds each, if they waited for a topic that is not there.
    const ids = names('N', 2_000)
    await produce(brokers, topic, {
      messages: orders(ids).flatMap((one, at) => (at % 100 === 0 ? [one, structured('{')] : [one])),
    })
    await book.caughtUp(topic)
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(await book.recorded('erp')).toEqual(ids)
    expect(await book.held(topic)).toHaveLength(20)
    await expect.poll(() => book.metric('daybook_kafka_copies_lost_total'), patience).toBeGreaterThan(0)
    expect((await book.feed()).rebalances).toBe(1)
  })

  test('what was put aside is released by its topic and code once its cause is mended, in binary mode as well', async () => {
    const [topic, other] = [await newTopic('released'), await newTopic('not-released')]
    const small = { DAYBOOK_LIMIT_EVENT_BYTES: '100' }
    await using book = await openFeedBook({ brokers, topics: [topic, other], settings: small })
    await produce(brokers, topic, { messages: [structured(order('R0', 'A1')), binary(order('R1', 'A1')), structured('{')] })
    await produce(brokers, other, { messages: [structured(order('S0', 'A1'))] })
    await book.caughtUp(topic)
    await book.caughtUp(other)
    expect((await book.held(topic)).map(({ code }) => code)).toEqual(['too-large', 'too-large', 'not-json'])

    await book.restart('SIGTERM', {})
    await book.send(account('A1'))
    await book.daybook('quarantine', 'release', '--topic', topic, '--code', 'too-large')
    expect(await book.recorded('erp')).toEqual(['R0', 'R1'])
    expect((await book.held(topic)).map(({ code }) => code)).toEqual(['not-json'])
    expect((await book.held(topic, 'released')).map(({ code }) => code)).toEqual(['too-large', 'too-large'])
    expect(await book.held(other)).toHaveLength(1)
  })

  test('an order that comes before its account is recorded by itself once the account is there', async () => {
    const topic = await newTopic('early')
    await using book = await openFeedBook({ brokers, topics: [topic] })
    await produce(brokers, topic, { messages: [binary(order('W0', 'A1')), structured(order('W1', 'A1'))] })
    await book.caughtUp(topic)
    expect((await book.held(topic)).map(({ code }) => code)).toEqual(['unknown-account', 'unknown-account'])
    await produce(brokers, topic, { messages: [structured(account('A1'))] })
    await book.caughtUp(topic)
    expect(await book.recorded('erp')).toEqual(['W0', 'W1'])
    expect(await book.held(topic)).toEqual([])
  })

  test('a topic of which more than a twentieth is put aside is paused, over a restart too, until somebody resumes it', async () => {
    const [topic, other] = [await newTopic('circuit'), await newTopic('sound')]
    await using book = await openFeedBook({ brokers, topics: [topic, other] })
    await book.send(account('A1'))
    const [good, late] = [names('G', 600), names('L', 400)]
    await produce(brokers, topic, { messages: [...orders(good), ...Array(51).fill(structured('{')), ...orders(late)] })
    await expect.poll(async () => (await topicOf(topic))?.paused?.by, patience).toBe('circuit')

    const { status, kafka } = await book.readiness()
    expect([status, kafka?.ok, kafka?.detail]).toEqual([200, false, expect.stringContaining(`${topic} is paused by circuit`)])
    expect(await book.metric(`daybook_kafka_paused{topic="${topic}"}`)).toBe(1)
    await produce(brokers, other, { messages: orders(['X0']) })
    await book.caughtUp(other)

    await book.restart('SIGTERM')
    await produce(brokers, other, { messages: orders(['X1']) })
    await book.caughtUp(other)
    const recorded = await book.recorded('erp')
    expect(recorded.filter((id) => id.startsWith('L')).length).toBeLessThan(400)
    expect((await topicOf(topic))?.paused?.by).toBe('circuit')

    await book.post('/v1/feeds/kafka/resume', {})
    await book.caughtUp(topic)
    expect((await book.recorded('erp')).filter((id) => !id.startsWith('X'))).toEqual([...good, ...late])
    expect(await book.held(topic)).toHaveLength(51)
    expect((await book.readiness()).kafka?.ok).toBe(true)

    async function topicOf(name: string) {
      return (await book.feed()).topics.find((one) => one.topic === name)
    }
  })

  const textsOf = (headers: object = {}) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
    )
})
