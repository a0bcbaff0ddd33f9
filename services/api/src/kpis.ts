import type { AnswerRefusal, Answers, Asked, ValueRow } from '@daybook/read-model'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ColumnType } from './csv.ts'
import { formatOf, splitSuffix } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import { measures } from './kpi-catalogue.ts'
import { CellsQuery, checkCells } from './kpi-query.ts'
import { nearestName } from './nearest-name.ts'
import { notModified, problemAnswers } from './problem-schema.ts'
import { isUnchanged, sendTimes } from './read-headers.ts'
import { Exact, head, headOf, Value } from './shown.ts'
import { sendTable } from './table-replies.ts'
import { resolveTimes, type TimeSources, type Times } from './times.ts'

const Row = z.strictObject({
  entity: z.string().nullable().describe('Null for the organisation'),
  period: z.string(),
  value: Value,
  reason: z.string().optional().describe('Why there is no value'),
  exact: Exact.optional(),
  eventId: z.uuid().optional().describe('The event that could not be applied'),
})

const Values = z.strictObject({ ...head, rows: z.array(Row) }).meta({
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
  summary: 'Values of a KPI at two times; as `.csv` or `.ndjson` by suffix or Accept',
  params: KpiPath,
  querystring: CellsQuery,
  response: { 200: Values, ...notModified, ...problemAnswers },
}

/** `/v1/kpis/:kpi`: the values of any number of cells. */
export const kpiRoutes: FastifyPluginCallbackZod<TimeSources> = (app, sources, done) => {
  app.get('/v1/kpis/:kpi', { schema }, async (request, reply) => {
    const { name, suffix } = splitSuffix(request.params.kpi)
    const format = formatOf(suffix, request.headers.accept)
    checkCells(request.query)
    const times = await resolveTimes(request.query, sources)
    if (isKnown(reply, { name, version: request.query.version, times })) return reply.code(304).send(null)
    const answer = accepted(await times.ledgers.answers.values(askedOf(name, request.query), times))
    if (answer.rows.length > rowsMax) throw tooLarge(answer.rows.length)
    if (format === 'json') return { ...headOf(answer, times), rows: [...answer.rows] }
    const parts = [
      name,
      request.query.scope,
      ...(request.query.entity ?? []).slice(0, 1),
      ...(request.query.period ?? []).slice(0, 1),
    ]
    const file = { parts, asOf: times.asOf, position: times.knownAt.position }
    return sendTable(reply, format, { columns: columnsOf(answer.unit), rows: flat(answer, answer.rows), name: file })
  })
  done()
}

const rowsMax = 10_000

const tooLarge = (rows: number) =>
  new HttpProblem('answer-too-large', {
    detail: `${rows} cells; at most ${rowsMax} are answered at a time`,
    facts: { rows, limit: rowsMax },
  })

type Question = { readonly name: string; readonly version: number | undefined; readonly times: Times }

/**
 * Sends the headers of an answer about a KPI; tells whether the caller already has it. Refused: a KPI or version that there is not.
 */
export const isKnown = (reply: FastifyReply, { name, version, times }: Question): boolean => {
  const measure = measureOf(times.ledgers.answers, name)
  if (version !== undefined && version !== measure.version) {
    throw new HttpProblem('unknown-kpi-version', {
      detail: `${name} is at version ${measure.version}`,
      facts: { version: measure.version },
    })
  }
  sendTimes(reply, times)
  reply.header('daybook-kpi-version', measure.version)
  return isUnchanged(reply, times, { url: urlOf(reply.request), versions: `${measure.version}` })
}

/** The form of the answer is part of what the tag stands for. */
const urlOf = ({ url, headers }: FastifyRequest): string => `${url} ${headers.accept ?? ''}`

const measureOf = (answers: Answers, name: string) => {
  const measure = answers.measure(name)
  if (measure !== null) return measure
  const nearest = nearestName(name, [...measures.keys()])
  throw new HttpProblem('unknown-kpi', {
    detail: `there is no KPI ${name}${nearest === null ? '' : `; did you mean ${nearest}?`}`,
  })
}

const askedOf = (kpi: string, { scope, entity, period, from, to }: CellsQuery): Asked => ({
  kpi,
  scope,
  entities: entity ?? null,
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
  if (refusal.code === 'unsupported-scope') return `it is kept at ${refusal.scopes.join(', ')}, not at ${refusal.scope}`
  return refusal.code === 'unknown-kpi' ? `there is no KPI ${refusal.kpi}` : refusal.detail
}

const columnsOf = (unit: string): readonly { readonly id: string; readonly type: ColumnType }[] => [
  { id: 'kpi', type: 'id' },
  { id: 'version', type: 'integer' },
  { id: 'scope', type: 'id' },
  { id: 'entity', type: 'id' },
  { id: 'period', type: 'id' },
  { id: 'value', type: unit === 'ratio' || unit === 'share' ? 'ratio' : 'number' },
  { id: 'unit', type: 'id' },
  { id: 'reason', type: 'id' },
]

type Headed = { readonly kpi: string; readonly version: number; readonly unit: string; readonly scope: string }

function* flat({ kpi, version, unit, scope }: Headed, rows: readonly ValueRow[]) {
  for (const { entity, period, value, reason } of rows)
    yield { kpi, version, scope, entity, period, value, unit, reason: reason ?? null }
}
