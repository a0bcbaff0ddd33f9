import { nearestOr } from '@daybook/domain'
import type { AnswerRefusal, Answers, Asked, ValuesAnswer } from '@daybook/read-model'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { noteOfValues } from './empty-note.ts'
import { allFormats, formatAmong, mediaTypes, splitSuffix } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import { measures } from './kpi-catalogue.ts'
import { type AskValues, type KpiExport, sendValues } from './kpi-exports.ts'
import { CellsQuery, checkCells } from './kpi-query.ts'
import { notModified } from './problem-schema.ts'
import { type Reading, tagged } from './read-answers.ts'
import { sendTimes } from './read-headers.ts'
import type { ReadDependencies } from './reads.ts'
import { separatorsOf } from './separators.ts'
import { Exact, head, headOf, note, Value, WeeksInPeriod } from './shown.ts'
import type { Times } from './times.ts'

const Row = z.strictObject({
  entity: z.string().nullable().describe('Null for the organisation'),
  period: z.string(),
  value: Value,
  reason: z.string().optional().describe('Why there is no value'),
  exact: Exact.optional(),
  eventId: z.uuid().optional().describe('The event that could not be applied'),
  weeksInPeriod: WeeksInPeriod.optional(),
  asClosed: Value.optional().describe('With compare=close; null where the month is open'),
  current: Value.optional(),
  adjustment: Value.optional(),
})

const Values = z.strictObject({ ...head, note, rows: z.array(Row) }).meta({
  id: 'KpiValues',
  examples: [
    {
      kpi: 'net-sales',
      version: 1,
      unit: 'USD',
      scope: 'rep',
      asOf: '2025-04-01',
      knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' },
      watermark: '25',
      rows: [{ entity: 'R1', period: '2025-02', value: '1100.0000' }],
    },
  ],
})

/** The name of a KPI in an address, for values with the suffix of a format. */
export const KpiPath = z.strictObject({
  kpi: z
    .string()
    .max(100)
    .meta({ examples: ['net-sales'] }),
})

const schema = {
  operationId: 'getKpi',
  tags: ['kpis'],
  summary: 'Values of a KPI at two times; as `.csv`, `.ndjson`, `.xlsx` or, drawn, `.svg` by suffix or Accept',
  params: KpiPath,
  querystring: CellsQuery,
  produces: Object.values(mediaTypes),
  response: { 200: Values, ...notModified },
}

/** Cells that are answered at a time. */
const cellsMax = 10_000

/** What values need besides: the items that the intake has put aside, of which an export tells how many there are. */
export type KpiDependencies = ReadDependencies & Pick<KpiExport, 'held'>

/** `/v1/kpis/:kpi`: the values of any number of cells. */
export const kpiRoutes: FastifyPluginCallbackZod<KpiDependencies> = (app, { times: resolver, reads, held }, done) => {
  app.get('/v1/kpis/:kpi', { schema, onRequest: reads.door }, async (request, reply) => {
    const { query } = request
    const { name, suffix } = splitSuffix(request.params.kpi)
    const format = formatAmong(allFormats)(suffix, request.headers.accept, query.raw)
    const separators = separatorsOf(query.locale, format)
    checkCells(query)
    const times = await resolver.ofVersion(await resolver.ofLedgers(query), { kpi: name, version: query.version })
    const reading = readingOf(reply, { name, version: query.version, times })
    const ask: AskValues = async (asked, compare = query.compare) => {
      const { values, valuesWithClose } = times.ledgers.answers
      return accepted(await (compare === 'close' ? valuesWithClose(asked, times) : values(asked, times)))
    }
    const asked = askedOf(name, query)
    if (format === 'json') {
      return reads.send(reply, reading, async () => shownValues(await ask({ ...asked, cellsMax }), times))
    }
    // How much is put aside is no part of the log: a workbook, which tells it, may be another at the same two times.
    if (format === 'xlsx') sendTimes(reply, times)
    else if (tagged(reply, reading)) return reply.code(304).send(null)
    return sendValues(reply, format, { name, query, asked, ask, times, separators, held })
  })
  done()
}

const shownValues = (answer: ValuesAnswer, times: Times): z.infer<typeof Values> => ({
  ...headOf(answer, times),
  ...noteOfValues(answer, times),
  rows: [...answer.rows],
})

type Question = { readonly name: string; readonly version: number | undefined; readonly times: Times }

/** What an answer about a KPI depends on; sends the KPI's version. Refused: a KPI or a version that there is not. */
export const readingOf = (reply: FastifyReply, { name, version, times }: Question): Reading => {
  const measure = measureOf(times.ledgers.answers, name)
  if (version !== undefined && version !== measure.version) {
    const detail = `${name} is at version ${measure.version}`
    throw new HttpProblem('unknown-kpi-version', { detail, facts: { version: measure.version } })
  }
  reply.header('daybook-kpi-version', measure.version)
  return { times, versions: `${measure.version}` }
}

const measureOf = (answers: Answers, name: string) => {
  const measure = answers.measure(name)
  if (measure !== null) return measure
  throw new HttpProblem('unknown-kpi', {
    detail: `there is no KPI ${name}; ${nearestOr(name, [...measures.keys()], 'GET /v1/kpis lists them')}`,
  })
}

const askedOf = (kpi: string, { scope, entity, period, from, to }: CellsQuery): Asked => ({
  kpi,
  scope,
  entities: scope === 'org' ? null : (entity ?? null),
  ...(period === undefined ? {} : { periods: period }),
  ...(from === undefined || to === undefined ? {} : { range: { from, to } }),
})

/** The value of an answer, or its refusal as a problem with its facts. */
export const accepted = <Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: AnswerRefusal },
): Value => {
  if (result.ok) return result.value
  const { code, ...facts } = result.refusal
  const detail = 'detail' in facts ? facts.detail : detailOf(result.refusal)
  throw new HttpProblem(code, { detail, facts })
}

const detailOf = (refusal: AnswerRefusal): string => {
  if (refusal.code === 'answer-too-large') return `${refusal.rows} cells; at most ${refusal.limit} are answered at a time`
  if (refusal.code === 'unsupported-scope') return `it is kept at ${refusal.scopes.join(', ')}, not at ${refusal.scope}`
  return refusal.code === 'unknown-kpi' ? `there is no KPI ${refusal.kpi}` : refusal.detail
}
