import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { openPage } from './entry-pages.ts'
import { ByReason, EntryLine, FormulaText, NextCursor } from './explained.ts'
import { cellOf, checkCell, EntriesQuery } from './kpi-query.ts'
import { accepted, KpiPath, readingOf } from './kpis.ts'
import { notModified } from './problem-schema.ts'
import { Position } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'
import { Exact, head, headOf, Value, WeeksInPeriod } from './shown.ts'

const Close = z.strictObject({
  position: Position,
  eventId: z.uuid(),
  asClosed: Value,
  current: Value,
  adjustment: Value,
  entries: z.int().describe('How many came after the close'),
})

const Explanation = z
  .strictObject({
    ...head,
    entity: z.string().nullable(),
    period: z.string(),
    value: Value,
    reason: z.string().optional(),
    exact: Exact.optional(),
    weeksInPeriod: WeeksInPeriod.optional(),
    definition: z.strictObject({ version: z.int(), newerVersion: z.int().nullable(), text: z.string() }),
    formula: FormulaText,
    byReason: ByReason,
    byPartition: z.array(z.strictObject({ partition: z.string(), net: Value, entries: z.int() })),
    partitionsTotal: z.int(),
    entries: z.array(EntryLine),
    entriesTotal: z.int(),
    nextCursor: NextCursor,
    close: Close.nullable().describe('What the month was when it was closed'),
    policies: z.array(z.strictObject({ policyId: z.string(), value: z.unknown(), eventId: z.uuid().nullable() })),
    calendar: z.strictObject({ eventId: z.uuid() }).nullable(),
    rates: z.array(
      z.strictObject({ eventId: z.uuid(), base: z.string(), quote: z.string(), effectiveOn: z.iso.date(), rate: z.string() }),
    ),
    completeness: z.strictObject({
      events: z.string(),
      dense: z.boolean(),
      streamsContiguous: z.boolean(),
      incomplete: z.array(z.uuid()),
    }),
    integrity: z.string(),
    links: z.strictObject({ explain: z.string(), replay: z.string(), verify: z.string() }),
  })
  .meta({
    id: 'Explanation',
    examples: [
      {
        kpi: 'net-sales',
        version: 1,
        unit: 'USD',
        scope: 'rep',
        asOf: '2025-04-01',
        knownAt: { position: '14', recordedAt: '2025-02-08T18:00:00Z' },
        watermark: '25',
        entity: 'R1',
        period: '2025-02',
        value: '1000.0000',
        definition: { version: 1, newerVersion: null, text: 'Value of orders net of cancellations, less credit notes.' },
        formula: { op: 'sum', of: 'entries', result: '1000.0000' },
        byReason: { order: '1000.0000' },
        byPartition: [{ partition: 'account:A1', net: '1000.0000', entries: 1 }],
        partitionsTotal: 1,
        entries: [],
        entriesTotal: 1,
        nextCursor: null,
        close: null,
        policies: [{ policyId: 'credit-rule', value: 'named-on-order', eventId: null }],
        calendar: null,
        rates: [],
        completeness: { events: '15', dense: true, streamsContiguous: true, incomplete: [] },
        integrity: 'not-available',
        links: {
          explain: '/v1/kpis/net-sales/explain?scope=rep&entity=R1&period=2025-02&asOf=2025-04-01&knownAt=position%3A14',
          replay: '/v1/kpis/net-sales/replay?scope=rep&entity=R1&period=2025-02&asOf=2025-04-01&knownAt=position%3A14',
          verify: '/v1/kpis/net-sales/verify?scope=rep&entity=R1&period=2025-02&asOf=2025-04-01&knownAt=position%3A14',
        },
      },
    ],
  })

const Query = z.strictObject({
  ...EntriesQuery.shape,
  order: z.enum(['asc', 'desc']).default('asc').describe('Of the entries, by position'),
  basis: z
    .enum(['folded', 'all'])
    .default('folded')
    .describe('Entries that cancel each other out: on one line, or each on its own'),
})

const schema = {
  operationId: 'explainKpi',
  tags: ['kpis'],
  summary: 'What a value is made of, down to the events behind it',
  params: KpiPath,
  querystring: Query,
  response: { 200: Explanation, ...notModified },
}

/** `/v1/kpis/:kpi/explain`. */
export const explainRoutes: FastifyPluginCallbackZod<ReadDependencies> = (app, { times: resolver, reads }, done) => {
  app.get('/v1/kpis/:kpi/explain', { schema, onRequest: reads.door }, async (request, reply) => {
    const { kpi } = request.params
    const { order, basis, version } = request.query
    checkCell(request.query)
    const { page, cursorAt, ...opened } = await openPage(`explain ${kpi}`, request.query, resolver)
    const times = await resolver.ofVersion(opened.times, { kpi, version })
    const reading = readingOf(reply, { name: kpi, version, times })
    return reads.send(reply, reading, async () => {
      const answers = await times.ledgers.answers.explain(cellOf(kpi, request.query), times, { ...page, order, basis })
      const { nextOffset, ...explanation } = accepted(answers)
      return { ...explanation, ...headOf(explanation, times), nextCursor: cursorAt(nextOffset) }
    })
  })
  done()
}
