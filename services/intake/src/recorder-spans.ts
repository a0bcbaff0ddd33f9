import type { Batch, Recording } from './batch.ts'
import { linksMax, type Span, type Tracer, tracesOf } from './tracing.ts'

/** From entering the queue to the answer. Whoever read records of a feed has linked their contexts already. */
export const startBatch = (tracer: Tracer | undefined, { trace, items, origin }: Batch): Span | undefined =>
  tracer?.start('intake batch', {
    parent: trace,
    links: origin.transport === 'kafka' ? [] : tracesOf(items).filter(({ traceparent }) => traceparent !== trace?.traceparent),
    attributes: { 'daybook.transport': origin.transport, 'daybook.items': items.length },
  })

export const endBatch = (span: Span | undefined, { outcomes, position }: Recording): void => {
  if (span === undefined) return
  const accepted = outcomes.filter(({ status }) => status === 'accepted').length
  span.end({
    attributes: { 'daybook.accepted': accepted, ...(position === null ? {} : { 'daybook.position': Number(position) }) },
  })
}

/** Judging and storing a group: within the first batch that anybody will see, linked with the others. */
export const startCommit = (tracer: Tracer, batches: readonly (Span | undefined)[]): Span => {
  const spans = batches.filter((span) => span !== undefined)
  const first = spans.find(({ isKept }) => isKept) ?? spans[0]
  const others = spans.filter((span) => span !== first && span.isKept).slice(0, linksMax)
  const commit = tracer.start('intake commit', {
    parent: first?.context,
    links: others.map(({ context }) => context),
    attributes: { 'daybook.batches': spans.length },
  })
  for (const span of others) span.link(commit.context)
  return commit
}
