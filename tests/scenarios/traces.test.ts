import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { type CollectedSpan, openCollector } from './trace-collector.ts'
import { account, openTracedBook, order, until } from './traced-book.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const fromShop = `00-${traceId}-b7ad6b7169203331-01`
const otherId = '4bf92f3577b34da6a3ce929d0e0e4736'
const fromErp = `00-${otherId}-00f067aa0ba902b7-01`

const on = (endpoint: string, more: Readonly<Record<string, string>> = {}) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...more })
const named = (spans: readonly CollectedSpan[], name: string, trace: string) =>
  spans.filter((span) => span.name === name && span.traceId === trace)

test('from an order that was sent within a trace to its commit and its posting it is one trace', async () => {
  await using collector = await openCollector()
  {
    await using book = await openTracedBook(on(collector.endpoint))
    await book.send(account('A1'))
    const sent = await book.send(order('O1'), { traceparent: fromShop, tracestate: 'shop=1', 'x-request-id': 'request-1' })
    expect(sent.json().summary).toMatchObject({ accepted: 1 })
    await book.posted()
    const { metadata } = await book.ask(`/v1/events/${sent.json().results[0].eventId}`)
    expect(metadata).toMatchObject({ traceparent: expect.stringContaining(traceId), tracestate: 'shop=1' })
    await until(() => book.lines.some(({ reqId }) => reqId === 'request-1'))
    expect(book.lines.find(({ reqId }) => reqId === 'request-1')).toMatchObject({ msg: 'request', traceId })
  }
  const { spans } = collector
  const [request] = named(spans, 'POST /v1/events', traceId)
  expect(request).toMatchObject({ parentSpanId: 'b7ad6b7169203331', kind: 2 })
  expect(request?.attributes).toMatchObject({ 'http.route': '/v1/events', 'daybook.request_id': 'request-1' })
  const [batch] = named(spans, 'intake batch', traceId)
  expect(batch).toMatchObject({ parentSpanId: request?.spanId, attributes: { 'daybook.accepted': 1, 'daybook.position': 1 } })
  const [commit] = named(spans, 'intake commit', traceId)
  expect(commit?.parentSpanId).toBe(batch?.spanId)
  const [append] = named(spans, 'intake append', traceId)
  expect(append).toMatchObject({ parentSpanId: commit?.spanId, attributes: { 'daybook.events': 1 } })
  const [posted] = named(spans, 'post events', traceId)
  expect(posted).toMatchObject({ parentSpanId: request?.spanId, attributes: { 'daybook.first_position': 1 } })
  const post = spans.find(({ spanId }) => spanId === posted?.links[0]?.spanId)
  expect(post).toMatchObject({ name: 'post batch', links: expect.arrayContaining([{ traceId, spanId: request?.spanId }]) })
  expect(post?.attributes['daybook.entries']).toBeGreaterThan(0)
  expect(collector.resources[0]).toMatchObject({ 'service.name': 'daybook', 'service.version': '1.0.0' })
})

test('what an event brings itself stays as it came, and its own trace shows the posting as well', async () => {
  await using collector = await openCollector()
  {
    await using book = await openTracedBook(on(collector.endpoint))
    await book.send(account('A1', { traceparent: fromErp, tracestate: 'erp=7' }), { traceparent: fromShop })
    await book.posted()
    const { metadata } = (await book.ask('/v1/events?limit=1')).items[0]
    expect(metadata).toMatchObject({ traceparent: fromErp, tracestate: 'erp=7' })
  }
  const [batch] = named(collector.spans, 'intake batch', traceId)
  expect(batch?.links).toEqual([expect.objectContaining({ traceId: otherId, spanId: '00f067aa0ba902b7' })])
  expect(named(collector.spans, 'post events', otherId)).toHaveLength(1)
  expect(named(collector.spans, 'post events', traceId)).toHaveLength(0)
})

test('a decision belongs to the trace of its request', async () => {
  await using collector = await openCollector()
  {
    await using book = await openTracedBook(on(collector.endpoint))
    const decided = await book.decide('/v1/accounts', { accountId: 'A1', name: 'Acme' }, { traceparent: fromShop })
    expect(decided.json().event.metadata.traceparent).toContain(traceId)
    await book.posted()
  }
  expect(named(collector.spans, 'intake commit', traceId)).toHaveLength(1)
  expect(named(collector.spans, 'post events', traceId)).toHaveLength(1)
})

test('the events of a file belong to the trace of the request that brought it', async () => {
  await using collector = await openCollector()
  {
    await using book = await openTracedBook(on(collector.endpoint))
    const lines = [account('A1'), order('O1'), order('O2', { traceparent: fromErp })].map((event) => JSON.stringify(event))
    const imported = await book.bring(lines.join('\n'), { traceparent: fromShop })
    expect(imported.json().summary).toMatchObject({ accepted: 3 })
    await book.posted()
  }
  expect(named(collector.spans, 'intake batch', traceId).length).toBeGreaterThan(0)
  expect(named(collector.spans, 'post events', traceId)).toMatchObject([{ attributes: { 'daybook.events': 2 } }])
  expect(named(collector.spans, 'post events', otherId)).toMatchObject([{ attributes: { 'daybook.events': 1 } }])
})

test('traces are no content: the same event in another trace is the same event', async () => {
  await using collector = await openCollector()
  await using book = await openTracedBook(on(collector.endpoint))
  await using untraced = await openTracedBook({})
  const first = await book.send(account('A1'), { traceparent: fromShop })
  const again = await book.send(account('A1'), { traceparent: fromErp })
  const without = await untraced.send(account('A1'))
  expect(again.json()).toMatchObject({ summary: { duplicate: 1, conflict: 0 } })
  const eventId = first.json().results[0].eventId
  expect([again.json().results[0].eventId, without.json().results[0].eventId]).toEqual([eventId, eventId])
  const [kept, plain] = [await book.ask(`/v1/events/${eventId}`), await untraced.ask(`/v1/events/${eventId}`)]
  expect(kept.metadata.traceparent).toContain(traceId)
  expect(plain.metadata).not.toHaveProperty('traceparent')
  expect(kept.payloadHash).toBe(plain.payloadHash)
})

test('an order that waits for its account keeps the trace that brought it', async () => {
  await using collector = await openCollector()
  {
    await using book = await openTracedBook(on(collector.endpoint))
    await book.send(order('O1'), { traceparent: fromShop })
    await book.send(account('A1'), { traceparent: fromErp })
    await book.posted()
    const { items } = await book.ask('/v1/events?limit=2')
    expect(items.map(({ metadata }: { metadata: { traceparent: string } }) => metadata.traceparent.split('-')[1])).toEqual([
      otherId,
      traceId,
    ])
  }
  expect(named(collector.spans, 'post events', traceId)).toHaveLength(1)
})

test('batches that are committed together share one commit, which is linked with each', async () => {
  await using collector = await openCollector()
  const accounts = Array.from({ length: 20 }, (_, index) => account(`A${index}`))
  {
    await using book = await openTracedBook(on(collector.endpoint))
    await Promise.all(accounts.map((sent) => book.send(sent)))
  }
  const batches = collector.spans.filter(({ name }) => name === 'intake batch')
  const commits = collector.spans.filter(({ name }) => name === 'intake commit')
  const together = commits.flatMap(({ parentSpanId, links }) => [parentSpanId, ...links.map(({ spanId }) => spanId)])
  expect(commits.length).toBeLessThan(accounts.length)
  expect(together.sort()).toEqual(batches.map(({ spanId }) => spanId).sort())
  const linked = batches.flatMap(({ links }) => links.map(({ spanId }) => spanId))
  expect(linked).toHaveLength(batches.length - commits.length)
  expect(commits.map(({ spanId }) => spanId)).toEqual(expect.arrayContaining(linked))
})

test('of traces that begin here a share is kept; whoever brings one has decided for itself', async () => {
  await using collector = await openCollector()
  {
    await using book = await openTracedBook(on(collector.endpoint, { OTEL_TRACES_SAMPLER_ARG: '0' }))
    await book.send(account('A1'))
    await book.send(account('A2'), { traceparent: fromErp.replace(/01$/, '00') })
    await book.posted()
    await book.send(account('A3'), { traceparent: fromShop })
    await book.posted()
  }
  expect(new Set(collector.spans.map((span) => span.traceId))).toContain(traceId)
  expect(named(collector.spans, 'POST /v1/events', traceId)).toHaveLength(1)
  expect(collector.spans.filter(({ name }) => name === 'POST /v1/events')).toHaveLength(1)
  // The batch of the posting begins a trace of its own, and is kept for the sake of the one it is linked with.
  expect(collector.spans.filter(({ name }) => name === 'post batch')).toHaveLength(1)
})

test('without a collector that is named, an event keeps the trace of its request all the same', async () => {
  await using book = await openTracedBook({})
  await book.send(account('A1'), { traceparent: fromShop })
  const decided = await book.decide('/v1/accounts', { accountId: 'A2', name: 'Acme' }, { traceparent: fromErp })
  await book.send(account('A3'), { traceparent: '00-no-trace-01' })
  const { items } = await book.ask('/v1/events?limit=3')
  expect(decided.statusCode).toBe(201)
  expect(items.map(({ metadata }: { metadata: { traceparent?: string } }) => metadata.traceparent)).toEqual([
    fromShop,
    fromErp,
    undefined,
  ])
  expect(await book.metrics()).not.toContain('daybook_trace_spans_total')
})

test('a collector that refuses is told of once, its losses are counted', async () => {
  await using collector = await openCollector()
  collector.answer(400)
  await using book = await openTracedBook(on(collector.endpoint))
  const lost = async (): Promise<number> =>
    Number(/daybook_trace_spans_total\{outcome="failed"\} (\d+)/.exec(await book.metrics())?.[1])
  const arrived = async (): Promise<number> =>
    Number(/daybook_trace_spans_total\{outcome="exported"\} (\d+)/.exec(await book.metrics())?.[1])
  await book.send(account('A1'))
  await until(async () => (await lost()) > 0)
  const before = await lost()
  await book.send(account('A2'))
  await until(async () => (await lost()) > before)
  expect(book.lines.filter(({ msg }) => String(msg).startsWith('traces do not arrive'))).toHaveLength(1)
  collector.answer(200)
  await book.send(account('A3'))
  await until(async () => (await arrived()) > 0)
  expect(book.lines.filter(({ msg }) => msg === 'traces arrive again')).toHaveLength(1)
})

test('a collector that never answers keeps nobody waiting, neither a request nor a stop', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
  const address = silent.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const book = await openTracedBook(on(`http://127.0.0.1:${port}`))
  for (const accountId of ['A1', 'A2', 'A3']) {
    expect((await book.send(account(accountId))).json().summary).toMatchObject({ accepted: 1 })
  }
  const begun = performance.now()
  await book[Symbol.asyncDispose]()
  expect(performance.now() - begun).toBeLessThan(8_000)
  silent.close()
})
