import type { Span, SpanOptions, TraceContext, Tracer } from '@daybook/intake'
import {
  type Attributes,
  createTraceState,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import { release } from './release.ts'
import type { SentSpans, SpanCounts } from './tracing.ts'

type Options = { readonly endpoint: string; readonly share: number; readonly attributes: Attributes }

/** Ended spans that wait or are under way; what is more is dropped and counted. */
const waitingMax = 4_096
const batchSpans = 512
const sendEveryMs = 2_000
/** How long a stop waits for the collector. */
const lastMs = 2_000

/** The only user of OpenTelemetry; loaded when traces are on. Sends OTLP as JSON over HTTP. */
export const openTelemetry = ({ endpoint, share, attributes }: Options, log: Pick<Logger, 'info' | 'warn'>): SentSpans => {
  const counts = { exported: 0, failed: 0, dropped: 0, waiting: 0 }
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  const exporter = counted(new OTLPTraceExporter({ url }), counts, log)
  const given = resourceFromAttributes({ 'service.name': 'daybook', 'service.version': release, ...attributes })
  const provider = new TracerProvider({
    sampler: new ParentBasedSampler({ root: ofLinks(new TraceIdRatioBasedSampler(share)) }),
    // What the environment says wins: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES.
    resource: defaultResource()
      .merge(given)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [
      bounded(
        new BatchSpanProcessor({
          exporter,
          maxQueueSize: waitingMax,
          maxExportBatchSize: batchSpans,
          scheduledDelayMillis: sendEveryMs,
        }),
        counts,
      ),
    ],
  })
  return {
    tracer: tracerOf(provider),
    counts: (): SpanCounts => counts,
    [Symbol.asyncDispose]: async () => {
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, lastMs)
      // What does not arrive is counted, and no reason not to stop.
      await Promise.race([provider.shutdown().catch(() => undefined), late])
      clearTimeout(timer)
    },
  }
}

const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER }

const tracerOf = (provider: TracerProvider): Tracer => {
  const tracer = provider.getTracer('daybook', release)
  /** Contexts that were made here, which need not be read from their text, and are not from far away. */
  const own = new WeakMap<TraceContext, SpanContext>()
  const read = (context: TraceContext): SpanContext | undefined => own.get(context) ?? spanContextOf(context)
  const linkTo = (context: TraceContext): readonly Link[] => {
    const found = read(context)
    return found === undefined ? [] : [{ context: found }]
  }
  const start = (name: string, { kind, parent, links = [], attributes, startedAt }: SpanOptions): Span => {
    const within = parent === undefined ? undefined : read(parent)
    const span = tracer.startSpan(
      name,
      {
        kind: kind === undefined ? SpanKind.INTERNAL : kinds[kind],
        links: links.flatMap(linkTo),
        ...(attributes === undefined ? {} : { attributes: { ...attributes } }),
        ...(startedAt === undefined ? {} : { startTime: startedAt }),
      },
      within === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, within),
    )
    const context = carried(span.spanContext())
    own.set(context, span.spanContext())
    return {
      context,
      isKept: span.isRecording(),
      link: (to) => void span.addLinks([...linkTo(to)]),
      end: (how = {}) => {
        if (how.attributes !== undefined) span.setAttributes({ ...how.attributes })
        if (how.fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: faultOf(how.fault) })
        span.end(how.endedAt)
      },
    }
  }
  return { start }
}

/** Its kind alone: what an error says may name an account. The log has the rest. */
const faultOf = (fault: unknown): string => (fault instanceof Error ? fault.name : String(fault))

const carried = ({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext => {
  const traceparent = `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0')}`
  const tracestate = traceState?.serialize() ?? ''
  return tracestate === '' ? { traceparent } : { traceparent, tracestate }
}

/** Undefined for what is none: an event keeps whatever its sender took for a context. */
const spanContextOf = ({ traceparent, tracestate }: TraceContext): SpanContext | undefined => {
  const [, traceId, spanId, flags] = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(traceparent) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true }
  if (!trace.isSpanContextValid(context)) return undefined
  return tracestate === undefined ? context : { ...context, traceState: createTraceState(tracestate) }
}

/** What belongs to a trace that is kept is kept, also as the beginning of another trace: a batch of many senders. */
const ofLinks = (others: Sampler): Sampler => ({
  shouldSample: (...given) => {
    const links = given[5]
    const isLinked = links.some(({ context }) => (context.traceFlags & TraceFlags.SAMPLED) !== 0)
    return isLinked ? { decision: SamplingDecision.RECORD_AND_SAMPLED } : others.shouldSample(...given)
  },
  toString: () => `OfLinks{${others}}`,
})

type Counts = { exported: number; failed: number; dropped: number; waiting: number }

type EndedSpans = NonNullable<TracerProviderOptions['spanProcessors']>[number]

/** A collector that is away fills no memory: beyond the bound, spans are dropped. */
const bounded = (inner: EndedSpans, counts: Counts): EndedSpans => ({
  onStart: (...given) => inner.onStart(...given),
  onEnd: (span) => {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    if (counts.waiting >= waitingMax) counts.dropped += 1
    else {
      counts.waiting += 1
      inner.onEnd(span)
    }
  },
  forceFlush: () => inner.forceFlush(),
  shutdown: () => inner.shutdown(),
})

/** Counts what arrives and what does not, and says so when it changes: once, not each time. */
const counted = (inner: SpanExporter, counts: Counts, log: Pick<Logger, 'info' | 'warn'>): SpanExporter => {
  let isLost = false
  const settle = (spans: readonly ReadableSpan[], error: Error | null): void => {
    counts.waiting -= spans.length
    counts[error === null ? 'exported' : 'failed'] += spans.length
    if (error !== null && !isLost)
      log.warn({ err: error.message }, 'traces do not arrive; they are dropped and counted, and nothing waits for them')
    if (error === null && isLost) log.info({ failed: counts.failed, dropped: counts.dropped }, 'traces arrive again')
    isLost = error !== null
  }
  return {
    export: (spans, told) =>
      inner.export(spans, (result) => {
        settle(spans, result.code === 0 ? null : (result.error ?? new Error('the collector refused them')))
        told(result)
      }),
    shutdown: () => inner.shutdown(),
  }
}
