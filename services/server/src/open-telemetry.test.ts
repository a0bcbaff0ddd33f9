import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { openCollector } from '../../../tests/scenarios/trace-collector.ts'
import { openTelemetry } from './open-telemetry.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parent = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'shop=1' }
const quiet = { info: () => undefined, warn: () => undefined }
const open = (endpoint: string, share = 1) => openTelemetry({ endpoint, share, attributes: {} }, quiet)

test('a collector that is away fills no memory: what waits is bounded, the rest is counted, and a stop does not wait', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
  const address = silent.address()
  const spans = open(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`)
  for (let count = 0; count < 10_000; count += 1) spans.tracer.start('work', {}).end()
  expect(spans.counts()).toMatchObject({ exported: 0, failed: 0, dropped: 10_000 - 4_096 })
  const begun = performance.now()
  await spans[Symbol.asyncDispose]()
  expect(performance.now() - begun).toBeLessThan(8_000)
  silent.closeAllConnections()
  silent.close()
})

test('what is no context is neither a parent nor a link', async () => {
  await using collector = await openCollector()
  const wrong = ['tp', '', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `ff-${traceId}-b7ad6b7169203331-01`, `00-${traceId}-b7-01`]
  {
    await using spans = open(`${collector.endpoint}/`)
    for (const traceparent of wrong) spans.tracer.start('work', { parent: { traceparent }, links: [{ traceparent }] }).end()
  }
  expect(collector.spans).toHaveLength(wrong.length)
  for (const span of collector.spans) expect(span).toMatchObject({ links: [] })
  expect(collector.spans.map((span) => span.traceId)).not.toContain(traceId)
})

test('a context is handed on with its state, its share and its kind of fault, never with what the fault says', async () => {
  await using collector = await openCollector()
  {
    await using spans = open(collector.endpoint, 0)
    const kept = spans.tracer.start('kept', { parent })
    expect(kept.context).toEqual({ traceparent: expect.stringMatching(`^00-${traceId}-[0-9a-f]{16}-01$`), tracestate: 'shop=1' })
    kept.end({ fault: new TypeError('account A1 is wrong') })
    const lost = spans.tracer.start('lost', {})
    expect([lost.isKept, lost.context.traceparent.slice(-3)]).toEqual([false, '-00'])
    lost.end()
    spans.tracer.start('linked', { links: [kept.context, lost.context] }).end()
  }
  expect(collector.spans.map(({ name }) => name)).toEqual(['kept', 'linked'])
  expect(collector.spans[0]).toMatchObject({ parentSpanId: 'b7ad6b7169203331', status: { code: 2, message: 'TypeError' } })
})
