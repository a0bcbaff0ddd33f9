import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { CellQuery, cellOf, checkCell } from './kpi-query.ts'
import { accepted, KpiPath, readingOf } from './kpis.ts'
import { sendWeakTag } from './read-answers.ts'
import { Position } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'
import { head, headOf, Value } from './shown.ts'
import type { TimeSources } from './times.ts'

const Divergence = z.strictObject({
  position: Position,
  eventId: z.uuid(),
  partition: z.string().nullable(),
  servedBefore: Value,
  servedAfter: Value,
  foldedBefore: Value,
  foldedAfter: Value,
})

const Verification = z
  .strictObject({
    ...head,
    entity: z.string().nullable(),
    period: z.string(),
    served: Value,
    folded: Value.describe('From the raw events alone, by other code'),
    equal: z.boolean(),
    firstDivergence: Divergence.nullable(),
    arithmetic: z.strictObject({ ok: z.boolean(), sum: Value, lastTotal: Value }),
    derivation: z.strictObject({ ok: z.boolean(), coverage: z.string(), events: z.string(), partitions: z.int() }),
    integrity: z.string(),
    completeness: z.strictObject({ ok: z.boolean(), dense: z.boolean(), streamsContiguous: z.boolean() }),
    durationMs: z.number(),
  })
  .meta({
    id: 'Verification',
    examples: [
      {
        kpi: 'net-sales',
        version: 1,
        unit: 'USD',
        scope: 'rep',
        asOf: '2025-04-01',
        knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' },
        watermark: '25',
        entity: 'R1',
        period: '2025-02',
        served: '1100.0000',
        folded: '1100.0000',
        equal: true,
        firstDivergence: null,
        arithmetic: { ok: true, sum: '1100.0000', lastTotal: '1100.0000' },
        derivation: { ok: true, coverage: 'all', events: '26', partitions: 5 },
        integrity: 'not-available',
        completeness: { ok: true, dense: true, streamsContiguous: true },
        durationMs: 12,
      },
    ],
  })

const schema = {
  operationId: 'verifyKpi',
  tags: ['kpis'],
  summary: 'A value against the one folded from the raw events, and where they part',
  params: KpiPath,
  querystring: CellQuery,
  response: { 200: Verification },
}

type VerifyDependencies = ReadDependencies & Pick<TimeSources, 'damage'>

/**
 * `/v1/kpis/:kpi/verify`: worked out anew each time it is asked. Ledgers that say something else than the events answer nobody any more.
 */
export const verifyRoutes: FastifyPluginCallbackZod<VerifyDependencies> = (app, { times: resolver, damage }, done) => {
  app.get('/v1/kpis/:kpi/verify', { schema }, async (request, reply) => {
    const { kpi } = request.params
    checkCell(request.query)
    const { version } = request.query
    const times = await resolver.ofVersion(await resolver.ofLedgers(request.query), { kpi, version })
    const reading = readingOf(reply, { name: kpi, version, times })
    const begun = performance.now()
    const verification = accepted(await times.ledgers.answers.verify(cellOf(kpi, request.query), times))
    if (!verification.equal || !verification.arithmetic.ok) {
      const problem = `${kpi} ${verification.scope} ${verification.entity ?? ''} ${verification.period}: served ${verification.served}, folded ${verification.folded}`
      await damage?.found(times.ledgers.generation, problem)
    }
    sendWeakTag(reply, reading)
    reply.header('cache-control', 'no-store')
    return { ...verification, ...headOf(verification, times), durationMs: Math.round(performance.now() - begun) }
  })
  done()
}
