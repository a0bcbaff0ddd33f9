import { type AnyReport, type HeldFlag, reports } from '@daybook/projections'
import type { ReportAnswer, ReportRefusal } from '@daybook/read-model'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { openPage, pageOf } from './entry-pages.ts'
import { formatOf, splitSuffix } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import { definitions } from './kpi-catalogue.ts'
import { nearestName } from './nearest-name.ts'
import { unknownParameter } from './problem-replies.ts'
import { notModified } from './problem-schema.ts'
import { sendTagged, tagged } from './read-answers.ts'
import { paging, tables, times } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'
import { parameterShape, parametersOfReports, ReportList, ReportTable, reportEntry } from './report-schemas.ts'
import { timesShown } from './shown.ts'
import { sendTable } from './table-replies.ts'
import { viewOf } from './table-view.ts'
import type { Times } from './times.ts'

/** What reports need besides: the items that the intake has put aside, for the report about the data. */
export type ReportDependencies = ReadDependencies & { readonly held: () => Promise<readonly HeldFlag[]> }

const rowsMax = 10_000
const tags = ['reports']
const Query = z.looseObject({
  ...times,
  ...tables,
  sort: z.string().min(1).max(200).optional().describe('Columns to sort by, the first first; with - the greatest first'),
  fields: z.string().min(1).max(1_000).optional().describe('The columns to answer'),
  cursor: paging.cursor,
  limit: z.coerce.number().int().min(1).max(rowsMax).default(rowsMax).describe('How many rows a page holds'),
})

const listSchema = {
  operationId: 'listReports',
  tags,
  summary: 'The reports that can be asked for, with their parameters and columns',
  querystring: z.strictObject({ minPosition: times.minPosition, ...paging }),
  response: { 200: ReportList, ...notModified },
}
const schema = {
  operationId: 'getReport',
  tags,
  summary: 'A report at two times; as `.csv` or `.ndjson` by suffix or Accept. Each has parameters of its own: see listReports',
  params: z.strictObject({
    report: z
      .string()
      .max(100)
      .meta({ examples: ['sales-vs-quota'] }),
  }),
  querystring: Query,
  produces: ['application/json', 'text/csv', 'application/x-ndjson'],
  documentedQuery: z.strictObject({ ...parametersOfReports(), ...Query.shape }),
  response: { 200: ReportTable, ...notModified },
}

/** `/v1/reports` and `/v1/reports/:report`. */
export const reportRoutes: FastifyPluginCallbackZod<ReportDependencies> = (app, { times: resolver, reads, held }, done) => {
  const items = reports.map(reportEntry)
  app.get('/v1/reports', { schema: listSchema }, async (request, reply) => {
    const page = await openPage('reports', request.query, resolver)
    return sendTagged(reply, { times: page.times, versions: definitions, isLasting: true }, async () => pageOf(items, page))
  })
  app.get('/v1/reports/:report', { schema, onRequest: reads.door }, async (request, reply) => {
    const { name, suffix } = splitSuffix(request.params.report)
    const format = formatOf(suffix, request.headers.accept, request.query.raw)
    const report = reportNamed(name)
    const { times: at, page, cursorAt } = await openPage(`report ${name}`, request.query, resolver)
    const parameters = parametersOf(request.query)
    const looked = { aside: false }
    const asked = {
      report: name,
      parameters,
      held: () => {
        looked.aside = true
        return held()
      },
    }
    const answered = async () => viewOf(accepted(report, await at.ledgers.answers.report(asked, at)), request.query)
    // What is put aside is no part of the log: such an answer may be another at the same two times.
    const reading = { times: at, versions: versionsOf(report), isPassing: () => looked.aside }
    reply.header('daybook-kpi-version', report.version)
    if (format === 'json') {
      return reads.send(reply, reading, async () => {
        const { rows, ...answer } = await answered()
        const next = page.offset + page.limit
        const nextCursor = cursorAt(next < rows.length ? next : null)
        const shown = { ...answer, ...timesShown(at), rows: rows.slice(page.offset, next) }
        return nextCursor === null ? shown : { ...shown, nextCursor }
      })
    }
    if (tagged(reply, reading)) return reply.code(304).send(null)
    const { columns, rows } = await answered()
    if (looked.aside) reply.removeHeader('etag')
    return sendTable(reply, format, { columns, rows, name: fileNameOf(name, parameters, at) })
  })
  done()
}

const reportNamed = (name: string): AnyReport => {
  const report = reports.find((one) => one.name === name)
  if (report !== undefined) return report
  const nearest = nearestName(
    name,
    reports.map((one) => one.name),
  )
  throw new HttpProblem('unknown-report', {
    detail: `there is no report ${name}${nearest === null ? '' : `; did you mean ${nearest}?`}`,
  })
}

type Query = z.infer<typeof Query>

const own: ReadonlySet<string> = new Set(Object.keys(Query.shape))

/** What is left for the report itself. */
const parametersOf = (query: Query) => Object.fromEntries(Object.entries(query).filter(([name]) => !own.has(name)))

/** A report reads what it likes: its answer stands for the definitions of all KPIs. */
const versionsOf = ({ version }: AnyReport): string => `${version} ${definitions}`

type Answered = { readonly ok: true; readonly value: ReportAnswer } | { readonly ok: false; readonly refusal: ReportRefusal }

const accepted = (report: AnyReport, result: Answered): ReportAnswer => {
  if (result.ok) return result.value
  const { refusal } = result
  if (refusal.code === 'unknown-report') throw new HttpProblem(refusal.code, { detail: `there is no report ${refusal.report}` })
  if (refusal.code !== 'invalid-parameters')
    throw new HttpProblem(refusal.code, { detail: refusal.detail, facts: { period: refusal.period } })
  const names = [...Object.keys(parameterShape(report)), ...own]
  const errors = refusal.issues.map(({ parameter, detail }) =>
    names.includes(parameter) ? { parameter, detail } : unknownParameter(parameter, names),
  )
  throw new HttpProblem('invalid-request', { detail: errors.map((one) => `${one.parameter}: ${one.detail}`).join('; '), errors })
}

const fileNameOf = (name: string, parameters: Readonly<Record<string, unknown>>, { asOf, knownAt }: Times) => {
  const { scope, entity, period } = parameters
  const whose = [scope, entity].filter((part) => typeof part === 'string').join('-')
  return { parts: [name, whose, typeof period === 'string' ? period : ''], asOf, position: knownAt.position }
}
