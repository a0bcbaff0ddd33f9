import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { openPage } from './entry-pages.ts'
import { InputName, NextCursor } from './explained.ts'
import { formatOf } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import { cellOf, checkCell, EntriesQuery } from './kpi-query.ts'
import { accepted, KpiPath, readingOf } from './kpis.ts'
import { notModified } from './problem-schema.ts'
import { tagged } from './read-answers.ts'
import { Position } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'
import { head, headOf, Value } from './shown.ts'
import { sendLines } from './table-replies.ts'

const ValueOrNone = z.union([Value, z.strictObject({ value: z.null(), reason: z.string() })])

const Step = z
  .strictObject({
    step: z.int(),
    position: Position,
    recordedAt: z.iso.datetime(),
    event: z.strictObject({ eventId: z.uuid(), type: z.string() }),
    reason: z.string(),
    input: InputName,
    day: z.iso.date(),
    delta: Value,
    inputBefore: Value,
    inputAfter: Value,
    valueBefore: ValueOrNone,
    valueAfter: ValueOrNone,
  })
  .meta({
    id: 'ReplayStep',
    examples: [
      {
        step: 1,
        position: '14',
        recordedAt: '2025-02-08T18:00:00Z',
        event: { eventId: 'fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4', type: 'OrderAccepted' },
        reason: 'order',
        input: { kpi: 'net-sales', entity: 'R1', period: '2025-02' },
        day: '2025-02-08',
        delta: '1000.0000',
        inputBefore: '0.0000',
        inputAfter: '1000.0000',
        valueBefore: '0.0000',
        valueAfter: '1000.0000',
      },
    ],
  })

const Replay = z
  .strictObject({
    ...head,
    entity: z.string().nullable(),
    period: z.string(),
    value: Value,
    reason: z.string().optional(),
    steps: z.array(Step),
    stepsTotal: z.int(),
    nextCursor: NextCursor,
  })
  .meta({
    id: 'Replay',
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
        steps: [],
        stepsTotal: 1,
        nextCursor: null,
      },
    ],
  })

const Query = z.strictObject({
  ...EntriesQuery.shape,
  from: Position.optional().describe('Only steps at this position or later'),
  to: Position.optional().describe('Only steps at this position or earlier'),
})

const schema = {
  operationId: 'replayKpi',
  tags: ['kpis'],
  summary: 'A value step by step, in the order in which its events were recorded; whole as NDJSON by Accept',
  params: KpiPath,
  querystring: Query,
  produces: ['application/json', 'application/x-ndjson'],
  response: { 200: Replay, ...notModified },
}

/** `/v1/kpis/:kpi/replay`. */
export const replayRoutes: FastifyPluginCallbackZod<ReadDependencies> = (app, { times: resolver, reads }, done) => {
  app.get('/v1/kpis/:kpi/replay', { schema, onRequest: reads.door }, async (request, reply) => {
    const { kpi } = request.params
    const { from, to, version } = request.query
    const format = formatOf(null, request.headers.accept)
    if (format === 'csv') throw new HttpProblem('not-acceptable', { detail: 'a replay is offered as JSON or NDJSON' })
    checkCell(request.query)
    const { page, cursorAt, ...opened } = await openPage(`replay ${kpi}`, request.query, resolver)
    const times = await resolver.ofVersion(opened.times, { kpi, version })
    const reading = readingOf(reply, { name: kpi, version, times })
    const span = { ...(from === undefined ? {} : { from: BigInt(from) }), ...(to === undefined ? {} : { to: BigInt(to) }) }
    const replayed = async (items: { readonly offset: number; readonly limit: number }) =>
      accepted(await times.ledgers.answers.replay(cellOf(kpi, request.query), times, { ...items, ...span }))
    if (format === 'json') {
      return reads.send(reply, reading, async () => {
        const { nextOffset, ...replay } = await replayed(page)
        return { ...replay, ...headOf(replay, times), nextCursor: cursorAt(nextOffset) }
      })
    }
    if (tagged(reply, reading)) return reply.code(304).send(null)
    const { steps } = await replayed({ offset: page.offset, limit: Number.MAX_SAFE_INTEGER })
    return sendLines(reply, steps)
  })
  done()
}
