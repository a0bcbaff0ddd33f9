import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { account, order } from '../scenarios/intake-book.ts'
import { openCollector } from '../scenarios/trace-collector.ts'
import { makeTopic, produce } from './kafka-client.ts'
import { openFeedBook, patience } from './kafka-feed-book.ts'
import { binary, structured } from './kafka-messages.ts'
import { suiteOnKafka } from './kafka-suite.ts'

const shop = '0af7651916cd43dd8448eb211c80319c'
const erp = '4bf92f3577b34da6a3ce929d0e0e4736'
const traceparent = (trace: string) => `00-${trace}-b7ad6b7169203331-01`

await suiteOnKafka('the traces of a feed', ({ brokers }) => {
  test('from a record to its posting: the context of its headers or of its event is kept, linked and shown', async () => {
    const topic = `traces-${randomUUID().slice(0, 8)}`
    await makeTopic(brokers, topic, { partitions: 1 })
    await using collector = await openCollector()
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, DAYBOOK_ROLES: 'api,intake,projector' }
    const { headers } = structured(order('T1', 'A1'))
    const messages = [
      structured(order('T1', 'A1'), { headers: { ...headers, traceparent: traceparent(shop) } }),
      binary({ ...order('T2', 'A1'), traceparent: traceparent(erp) }),
      structured(order('T3', 'A1')),
    ]
    {
      await using book = await openFeedBook({ brokers, topics: [topic], settings })
      await book.send(account('A1'))
      await produce(brokers, topic, { messages })
      await book.caughtUp(topic)
      const { items } = JSON.parse((await book.ask('/v1/events?limit=4&minPosition=3')).text)
      const kept = items.slice(1).map(({ metadata }: { metadata: { traceparent: string } }) => metadata.traceparent)
      expect(kept.slice(0, 2)).toEqual([traceparent(shop), traceparent(erp)])
      // What came without a context bears that of the chunk it came in.
      const [, chunk] = String(kept[2]).split('-')
      await expect
        .poll(() => collector.spans.filter(({ name }) => name === 'post events').map(({ traceId }) => traceId), patience)
        .toEqual(expect.arrayContaining([shop, erp, chunk]))
    }
    const chunks = collector.spans.filter(({ name }) => name === `process ${topic}`)
    expect(chunks.flatMap(({ links }) => links.map(({ traceId }) => traceId)).sort()).toEqual([shop, erp].sort())
    const [first] = chunks
    expect(first).toMatchObject({ kind: 5, attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': topic } })
    const [batch] = collector.spans.filter(({ name, parentSpanId }) => name === 'intake batch' && parentSpanId === first?.spanId)
    const commits = collector.spans.filter(({ parentSpanId }) => parentSpanId === batch?.spanId)
    expect(commits).toMatchObject([{ name: 'intake commit', traceId: first?.traceId }])
  })
})
