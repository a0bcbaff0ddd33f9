import { isOperating } from '@daybook/api'
import { carriedTrace, type Span, type TraceContext, type Tracer } from '@daybook/intake'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The traces that requests belong to. */
export type RequestTraces = {
  /** Traces the requests of an application, and names the trace in what it logs of each. */
  readonly observe: (app: FastifyInstance) => void
  /** What a request was sent with or, where it is traced, the context of its own span. */
  readonly traceOf: (request: FastifyRequest) => TraceContext | undefined
}

/** Without a tracer a request belongs to the trace that its headers name, and nothing is told of it. */
export const requestTraces = (tracer: Tracer | null): RequestTraces => {
  if (tracer === null) return { observe: () => undefined, traceOf: carriedBy }
  const spans = new WeakMap<FastifyRequest, Span>()
  return {
    observe: (app) => {
      app.addHook('onRequest', (request, reply, done) => {
        const route = request.routeOptions.url
        if (!isOperating(route)) {
          const span = startRequest(tracer, request)
          spans.set(request, span)
          const [, traceId] = span.context.traceparent.split('-')
          const log = request.log.child({ traceId })
          request.log = log
          reply.log = log
        }
        done()
      })
      app.addHook('onResponse', (request, reply, done) => {
        const { statusCode } = reply
        const fault = statusCode < 500 ? {} : { fault: `answered ${statusCode}` }
        spans.get(request)?.end({ attributes: { 'http.response.status_code': statusCode }, ...fault })
        done()
      })
    },
    traceOf: (request) => spans.get(request)?.context ?? carriedBy(request),
  }
}

/** No path and no parameters: they name accounts. */
const startRequest = (tracer: Tracer, request: FastifyRequest): Span => {
  const { method, id, routeOptions } = request
  const { url: route } = routeOptions
  return tracer.start(route === undefined ? method : `${method} ${route}`, {
    kind: 'server',
    parent: carriedBy(request),
    attributes: {
      'http.request.method': method,
      'daybook.request_id': id,
      ...(route === undefined ? {} : { 'http.route': route }),
    },
  })
}

const carriedBy = ({ headers: { traceparent, tracestate } }: FastifyRequest): TraceContext | undefined =>
  carriedTrace({ traceparent: [traceparent].flat().join(), tracestate: [tracestate].flat().join() })
