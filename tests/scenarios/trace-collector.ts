import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

const Id = z.string()
const Value = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }): unknown => stringValue),
  z.object({ intValue: z.coerce.number() }).transform(({ intValue }): unknown => intValue),
  z.unknown(),
])
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .default([])
  .transform((pairs): Readonly<Record<string, unknown>> => Object.fromEntries(pairs.map(({ key, value }) => [key, value])))

const Span = z.object({
  traceId: Id,
  spanId: Id,
  parentSpanId: Id.optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes: Attributes,
  links: z.array(z.object({ traceId: Id, spanId: Id })).default([]),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).optional(),
})
export type CollectedSpan = z.infer<typeof Span>

const Traces = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes: Attributes }), scopeSpans: z.array(z.object({ spans: z.array(Span) })) }),
  ),
})

/** A collector that takes OTLP as JSON over HTTP and keeps the spans. */
export const openCollector = async () => {
  const spans: CollectedSpan[] = []
  const resources: Readonly<Record<string, unknown>>[] = []
  let status = 200
  const server = createServer(async (request, response) => {
    const { resourceSpans } = Traces.parse(await json(request))
    response.statusCode = status
    for (const { resource, scopeSpans } of resourceSpans) {
      resources.push(resource.attributes)
      for (const scope of scopeSpans) spans.push(...scope.spans)
    }
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans: spans as readonly CollectedSpan[],
    resources: resources as readonly Readonly<Record<string, unknown>>[],
    /** Answers with this status from now on. */
    answer: (next: number): void => {
      status = next
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
