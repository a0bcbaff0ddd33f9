import type { RecordedEvent } from '@daybook/projections'

/** A trace of which a batch posted events: how many, and between which positions. */
export type PostedTrace = {
  readonly traceparent: string
  readonly tracestate?: string
  readonly events: number
  readonly first: bigint
  readonly last: bigint
}

/** One batch that was posted, as whoever traces it is told. Times are milliseconds since 1970. */
export type Posted = {
  readonly generation: number
  readonly first: bigint
  readonly last: bigint
  readonly events: number
  readonly entries: number
  readonly startedAt: number
  readonly endedAt: number
  /** Of events that came in within the last hour: nobody looks at a trace for longer, and a rebuild posts those of years. */
  readonly traces: readonly PostedTrace[]
}

const recentMs = 3_600_000
/** A trace viewer takes no more links. */
const tracesMax = 128

/** The traces that somebody keeps, of recent events, in the order of the log: the first 128. */
export const postedTraces = (events: readonly TracedEvent[], now: number): readonly PostedTrace[] => {
  const traces = new Map<string, PostedTrace>()
  for (const { metadata, ingestedAt, position } of events) {
    const { traceparent, tracestate } = metadata
    if (traceparent === undefined || ingestedAt < now - recentMs || !isSampled.test(traceparent)) continue
    const known = traces.get(traceparent)
    if (known === undefined && traces.size === tracesMax) continue
    traces.set(traceparent, {
      traceparent,
      ...(tracestate === undefined ? {} : { tracestate }),
      events: (known?.events ?? 0) + 1,
      first: known?.first ?? position,
      last: position,
    })
  }
  return [...traces.values()]
}

type TracedEvent = Pick<RecordedEvent, 'metadata' | 'ingestedAt' | 'position'>

/** The last bit of the flags (W3C Trace Context). */
const isSampled = /-[\da-f][13579bdf]$/
