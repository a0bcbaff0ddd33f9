import type { Tracer } from '@daybook/intake'
import type { Posted } from '@daybook/projector'

/**
 * Tells of each batch that was posted: as a span that is linked with the traces of its events, and in each of those traces as a span
 * that is linked with it, so that a viewer goes from an order to its posting and back.
 */
export const postedSpans =
  (tracer: Tracer) =>
  ({ generation, first, last, events, entries, startedAt, endedAt, traces }: Posted): void => {
    const batch = tracer.start('post batch', {
      links: traces,
      startedAt,
      attributes: {
        'daybook.generation': generation,
        'daybook.first_position': Number(first),
        'daybook.last_position': Number(last),
        'daybook.events': events,
        'daybook.entries': entries,
      },
    })
    batch.end({ endedAt })
    for (const trace of traces) {
      const attributes = {
        'daybook.generation': generation,
        'daybook.first_position': Number(trace.first),
        'daybook.last_position': Number(trace.last),
        'daybook.events': trace.events,
      }
      tracer.start('post events', { parent: trace, links: [batch.context], startedAt, attributes }).end({ endedAt })
    }
  }
