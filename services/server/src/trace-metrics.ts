import { counters, type Line, type Registry } from './metric-kinds.ts'
import type { SpanCounts } from './tracing.ts'

/** What became of the spans that were to be sent. */
export const measureTraces = (registry: Registry, counts: () => SpanCounts): void => {
  const spans = {
    name: 'daybook_trace_spans_total',
    help: 'Spans by what became of them: exported, failed (the collector did not take them), dropped (too many waited)',
    labelNames: ['outcome'],
  }
  counters(registry, spans, () => {
    const { exported, failed, dropped } = counts()
    return Object.entries({ exported, failed, dropped }).map(([outcome, count]): Line => [{ outcome }, count])
  })
}
