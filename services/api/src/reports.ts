import { nearestOr } from '@daybook/domain'
import { type AnyReport, type HeldFlag, reports, workbooks } from '@daybook/projections'
import type { ReportAnswer, ReportRefusal } from '@daybook/read-model'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { noteOfReport } from './empty-note.ts'
import { openPage, pageOf } from './entry-pages.ts'
import { allFormats, formatAmong, mediaTypes, splitSuffix } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import { definitions } from './kpi-catalogue.ts'
import type { Held } from './kpi-exports.ts'
import { unknownParameter } from './problem-replies.ts'
import { notModified } from './problem-schema.ts'
import { sendTagged, tagged } from './read-answers.ts'
import { sendTimes } from './read-headers.ts'
import { paging, tables, times } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'
import { sendReport } from './report-exports.ts'
import {
  parameterShape,
  parametersOfReports,
  ReportAnswerShape,
  ReportList,
  reportEntry,
  workbookEntry,
} from './report-schemas.ts'
import { separatorsOf } from './separators.ts'
import { timesShown } from './shown.ts'
import { viewOf } from './table-view.ts'
import { sendSheetsOf, workbookFormats } from './workbooks.ts'

/** What reports need besides: the items that the intake has put aside, for the report about the data. */
export type ReportDependencies = ReadDependencies & { readonly held: Held }

const rowsMax = 10_000
const tags = ['reports']
const Query = z.looseObject({
  ...times,
  ...tables,
  sort: z.string().min(1).max(200).optional().describe('Columns to sort by, the first first; with - the greatest first'),
  fields: z.string().min(1).max(1_000).optional().describe('The columns to answer'),
  chart: z.string().min(1).max(100).optional().describe('The exact data of a chart of the report; as `.svg` the chart itself'),
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
  summary:
    'A report at two times; as `.csv`, `.ndjson`, `.xlsx` or, drawn, `.svg` by suffix or Accept; or a workbook of several reports. Each has parameters of its own: see listReports',
  params: z.strictObject({
    report: z
      .string()
      .max(100)
      .meta({ examples: ['sales-vs-quota'] }),
  }),
  querystring: Query,
  produces: Object.values(mediaTypes),
  documentedQuery: z.strictObject({ ...parametersOfReports(), ...Query.shape }),
  response: { 200: ReportAnswerShape, ...notModified },
}

/** `/v1/reports` and `/v1/reports/:report`: reports, the exact data of their charts, and workbooks of several. */
export const reportRoutes: FastifyPluginCallbackZod<ReportDependencies> = (app, { times: resolver, reads, held }, done) => {
  const items = reports.map(reportEntry)
  app.get('/v1/reports', { schema: listSchema }, async (request, reply) => {
    const page = await openPage('reports', request.query, resolver)
    const listed = async () => ({ ...pageOf(items, page), workbooks: workbooks.map(workbookEntry) })
    return sendTagged(reply, { times: page.times, versions: definitions, isLasting: true }, listed)
  })
  app.get('/v1/reports/:report', { schema, onRequest: reads.door }, async (request, reply) => {
    const { query } = request
    const { name, suffix } = splitSuffix(request.params.report)
    const workbook = workbooks.find((one) => one.name === name)
    const format = formatAmong(workbook === undefined ? allFormats : workbookFormats)(suffix, request.headers.accept, query.raw)
    const separators = separatorsOf(query.locale, format)
    const looked = { aside: false }
    const asked = {
      query,
      parameters: parametersOf(query),
      held: () => {
        looked.aside = true
        return held?.() ?? nothing
      },
    }
    const { times: at, page, cursorAt } = await openPage(`report ${name}`, query, resolver)
    if (workbook !== undefined) return sendSheetsOf(reply, workbook, { ...asked, aside: held, format, times: at })
    const report = reportNamed(name)
    const answered = async () => {
      const { parameters, chart = null } = { ...asked, chart: query.chart ?? (format === 'svg' ? firstChart(report) : null) }
      const result = await at.ledgers.answers.report({ report: name, parameters, chart, held: asked.held }, at)
      return viewOf(accepted(report, result), query)
    }
    // What is put aside is no part of the log: such an answer may be another at the same two times.
    const reading = { times: at, versions: versionsOf(report), isPassing: () => looked.aside }
    reply.header('daybook-kpi-version', report.version)
    if (format === 'json') {
      return reads.send(reply, reading, async () => {
        const { rows, parameters, chart, ...answer } = await answered()
        const next = page.offset + page.limit
        const nextCursor = cursorAt(next < rows.length ? next : null)
        const picture = chart === null ? {} : { chart: chart.name }
        const note = noteOfReport(report, { rows, parameters }, at)
        const shown = { ...answer, ...picture, ...timesShown(at), ...note, rows: rows.slice(page.offset, next) }
        return nextCursor === null ? shown : { ...shown, nextCursor }
      })
    }
    if (format === 'xlsx') sendTimes(reply, at)
    else if (tagged(reply, reading)) return reply.code(304).send(null)
    const answer = await answered()
    if (looked.aside) reply.removeHeader('etag')
    return sendReport(reply, format, { report, answer, query, times: at, separators, held })
  })
  done()
}

const reportNamed = (name: string): AnyReport => {
  const report = reports.find((one) => one.name === name)
  if (report !== undefined) return report
  const names = [...reports, ...workbooks].map((one) => one.name)
  throw new HttpProblem('unknown-report', {
    detail: `there is no report ${name}; ${nearestOr(name, names, 'GET /v1/reports lists them')}`,
  })
}

type Query = z.infer<typeof Query>

/** Without an intake nothing is known to be put aside. */
const nothing: Promise<readonly HeldFlag[]> = Promise.resolve([])

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
  if (refusal.code === 'unknown-chart') throw unknownChart(report, refusal.chart)
  if (refusal.code !== 'invalid-parameters')
    throw new HttpProblem(refusal.code, { detail: refusal.detail, facts: { period: refusal.period } })
  const names = [...Object.keys(parameterShape(report)), ...own]
  const errors = refusal.issues.map(({ parameter, detail }) =>
    names.includes(parameter) ? { parameter, detail } : unknownParameter(parameter, names),
  )
  throw new HttpProblem('invalid-request', { detail: errors.map((one) => `${one.parameter}: ${one.detail}`).join('; '), errors })
}

const unknownChart = ({ name, charts = [] }: AnyReport, chart: string): HttpProblem => {
  const names = charts.map((one) => one.name)
  const known = names.length === 0 ? `${name} has no charts` : `those of ${name} are ${names.join(', ')}`
  return new HttpProblem('unknown-chart', {
    detail: `there is no chart ${chart}; ${nearestOr(chart, names, known)}`,
    facts: { charts: names },
  })
}

/** The picture of a report where nobody names one. */
const firstChart = (report: AnyReport): string => {
  const [first] = report.charts ?? []
  if (first !== undefined) return first.name
  throw new HttpProblem('not-acceptable', { detail: `${report.name} has no charts; it is offered as JSON, CSV, NDJSON and XLSX` })
}
