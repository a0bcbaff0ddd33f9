import type { Tracer } from '@daybook/intake'
import type { Posted } from '@daybook/projector'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { postedSpans } from './posted-spans.ts'
import { type RequestTraces, requestTraces } from './request-spans.ts'

/** Spans that have ended, by what became of them. */
export type SpanCounts = { readonly exported: number; readonly failed: number; readonly dropped: number }

/** Spans that go to a collector. Disposing sends what is left, for at most two seconds. */
export type SentSpans = AsyncDisposable & { readonly tracer: Tracer; readonly counts: () => SpanCounts }

/** What is traced of a process. It is to be closed last, so that closing is traced as well. */
export type Tracing = AsyncDisposable & {
  readonly requests: RequestTraces
  readonly tracer: Tracer | undefined
  /** To be told of each batch that is posted. */
  readonly onPosted: ((posted: Posted) => void) | undefined
  readonly counts: (() => SpanCounts) | undefined
}

type Needed = { readonly log: Pick<Logger, 'info' | 'warn'>; readonly use: 'server' | 'own-folder' }

/**
 * Begins tracing. Where no collector is named nothing of the SDK of OpenTelemetry is loaded, and nothing is traced; neither is a program
 * that works on its own folder.
 */
export const openTracing = async (config: Config, { log, use }: Needed): Promise<Tracing> => {
  const { tracesEndpoint: endpoint, tracesShare: share, roles, backend } = config
  if (endpoint === null || use === 'own-folder') return untraced
  const { openTelemetry } = await import('./open-telemetry.ts')
  const attributes = { 'daybook.roles': [...roles].join(','), 'daybook.backend': backend }
  const spans = openTelemetry({ endpoint, share, attributes }, log)
  return {
    requests: requestTraces(spans.tracer),
    onPosted: postedSpans(spans.tracer),
    tracer: spans.tracer,
    counts: spans.counts,
    [Symbol.asyncDispose]: () => spans[Symbol.asyncDispose](),
  }
}

const untraced: Tracing = {
  requests: requestTraces(null),
  tracer: undefined,
  onPosted: undefined,
  counts: undefined,
  [Symbol.asyncDispose]: async () => undefined,
}
