import type { Item } from './item.ts'

/** A W3C trace context as it is carried from one program to the next. */
export type TraceContext = { readonly traceparent: string; readonly tracestate?: string }

type Attributes = Readonly<Record<string, string | number | boolean>>

/** `startedAt`: milliseconds since 1970, where that is not now. */
export type SpanOptions = {
  readonly kind?: 'server' | 'consumer'
  readonly parent?: TraceContext | undefined
  readonly links?: readonly TraceContext[]
  readonly attributes?: Attributes
  readonly startedAt?: number
}

/** A piece of work that is told to whoever traces it, once it has ended. */
export type Span = {
  /** To be handed on to what is done within it. */
  readonly context: TraceContext
  /** False where it was not sampled: nobody will ever see it. */
  readonly isKept: boolean
  readonly link: (to: TraceContext) => void
  readonly end: (how?: { readonly attributes?: Attributes; readonly fault?: unknown; readonly endedAt?: number }) => void
}

/** Begins spans. Where nothing is traced there is none. */
export type Tracer = { readonly start: (name: string, options: SpanOptions) => Span }

/**
 * The trace context that headers carry; undefined where there is none, or none that is well formed (W3C Trace Context). A `tracestate`
 * is nothing without it, and is left out where it is longer than an event may keep.
 */
export const carriedTrace = ({ traceparent, tracestate }: Carried): TraceContext | undefined => {
  if (traceparent === undefined || !wellFormed.test(traceparent)) return undefined
  const isKept = tracestate !== undefined && tracestate !== '' && Buffer.byteLength(tracestate) <= 512
  return isKept ? { traceparent, tracestate } : { traceparent }
}

type Carried = { readonly traceparent?: string | undefined; readonly tracestate?: string | undefined }

const wellFormed = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/

/** More links than this are cut off by whoever shows traces. */
export const linksMax = 128

/** The contexts that items bring themselves, each once. */
export const tracesOf = (items: readonly Item[]): readonly TraceContext[] => {
  const found = new Map<string, TraceContext>()
  for (const item of items) {
    if (!item.readable || item.trace.traceparent === undefined) continue
    const { traceparent, tracestate } = item.trace
    found.set(traceparent, tracestate === undefined ? { traceparent } : { traceparent, tracestate })
    if (found.size === linksMax) break
  }
  return [...found.values()]
}
