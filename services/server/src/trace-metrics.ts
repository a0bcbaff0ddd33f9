import { Counter, type Registry } from 'prom-client'
import type { SpanCounts } from './tracing.ts'

/** What became of the spans that were to be sent. */
export const measureTraces = (registry: Registry, counts: () => SpanCounts): void => {
  new Counter({
    name: 'daybook_trace_spans_total',
    help: 'Spans by what became of them: exported, failed (the collector did not take them), dropped (too many waited)',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      // Counted where it happens; told here as it stands.
      this.reset()
      const { exported, failed, dropped } = counts()
      for (const [outcome, spans] of Object.entries({ exported, failed, dropped })) this.inc({ outcome }, spans)
    },
  })
}
