import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type EventDependencies, EventPath, existing } from './events.ts'
import { EventText } from './explained.ts'
import { definitions, ScopeName } from './kpi-catalogue.ts'
import { notModified } from './problem-schema.ts'
import { sendTagged } from './read-answers.ts'
import { Position, times as waiting } from './read-query.ts'
import { caughtUp } from './reads.ts'
import { exampleEvent } from './recorded-event.ts'
import { Value } from './shown.ts'

const MovedCell = z.strictObject({
  scope: ScopeName,
  entity: z.string().nullable(),
  period: z.string().nullable().describe('Null for the state on a day'),
  day: z.iso.date(),
  delta: Value,
  reason: z.string(),
  before: Value,
  after: Value,
})

const { eventId, type, source, id, recordedAt, href } = exampleEvent

const Impact = z
  .strictObject({
    event: EventText,
    position: Position,
    kpis: z.array(z.strictObject({ kpi: z.string(), version: z.int(), cells: z.array(MovedCell) })),
    cellsTotal: z.int().describe('All of them; at most a thousand are listed'),
    documents: z.array(z.strictObject({ kind: z.string(), id: z.string() })),
    unapplied: z.array(z.strictObject({ kpi: z.string(), partition: z.string(), problem: z.string() })),
    unmoved: z.string().nullable().describe('Why nothing moved'),
  })
  .meta({
    id: 'Impact',
    examples: [
      {
        event: { eventId, type, source, id, recordedAt, href },
        position: '17',
        kpis: [
          {
            kpi: 'lost-accounts',
            version: 1,
            cells: [
              { scope: 'org', entity: null, period: '2025-02', day: '2025-02-28', delta: 1, reason: 'lost', before: 0, after: 1 },
            ],
          },
        ],
        cellsTotal: 1,
        documents: [{ kind: 'account', id: 'A4' }],
        unapplied: [],
        unmoved: null,
      },
    ],
  })

const schema = {
  operationId: 'getEventImpact',
  tags: ['events'],
  summary: 'Every cell that an event moved, or why it moved none',
  params: EventPath,
  querystring: z.strictObject({ minPosition: waiting.minPosition }),
  response: { 200: Impact, ...notModified },
}

/** `/v1/events/:eventId/impact`. */
export const impactRoutes: FastifyPluginCallbackZod<EventDependencies> = (app, dependencies, done) => {
  app.get('/v1/events/:eventId/impact', { schema }, async (request, reply) => {
    await caughtUp(dependencies.times, request.query)
    const { position } = await existing(dependencies, request.params.eventId)
    const times = await dependencies.times.ofLedgers({ minPosition: position.toString() })
    return sendTagged(reply, { times, versions: definitions }, async () => {
      const { kpis, documents, unapplied, ...impact } = await times.ledgers.answers.impact(position)
      const listed = kpis.map(({ kpi, version, cells }) => ({ kpi, version, cells: [...cells] }))
      return { ...impact, kpis: listed, documents: [...documents], unapplied: [...unapplied] }
    })
  })
  done()
}
