import type { Tracer } from '@daybook/intake'
import type { Logger } from 'pino'
import type { Config } from './config.ts'

/** Spans that have ended, by what became of them. */
export type SpanCounts = { readonly exported: number; readonly failed: number; readonly dropped: number }

/** Traces that are on. Disposing sends what is left, for at most two seconds. */
export type Tracing = AsyncDisposable & { readonly tracer: Tracer; readonly counts: () => SpanCounts }

/** Begins tracing, or null where no collector is named: then nothing of OpenTelemetry is loaded, and nothing is traced. */
export const openTracing = async (
  { tracesEndpoint: endpoint, tracesShare: share, roles, backend }: Config,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<Tracing | null> => {
  if (endpoint === null) return null
  const { openTelemetry } = await import('./open-telemetry.ts')
  return openTelemetry(
    { endpoint, share, attributes: { 'daybook.roles': [...roles].join(','), 'daybook.backend': backend } },
    log,
  )
}
