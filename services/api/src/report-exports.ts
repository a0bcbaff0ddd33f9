import type { AnyReport } from '@daybook/projections'
import type { ReportAnswer } from '@daybook/read-model'
import type { FastifyReply } from 'fastify'
import type { Described } from './about.ts'
import type { Format } from './format.ts'
import { type Held, spanOf } from './kpi-exports.ts'
import { refusedAt } from './kpi-query.ts'
import { sendPicture } from './pictures.ts'
import { pinnedHref } from './pinned.ts'
import type { Separators } from './separators.ts'
import { type FileName, sendTable } from './table-replies.ts'
import type { Times } from './times.ts'
import { eventIdsIn, type Grounds, whyOf } from './why.ts'
import { checkSheetRows, sendWorkbook } from './workbook-replies.ts'

/** A report, or the exact data of one of its charts, as it was answered, to be sent in another form than JSON. */
export type ReportExport = {
  readonly report: AnyReport
  readonly answer: ReportAnswer
  readonly query: Readonly<Record<string, unknown>>
  readonly times: Times
  readonly separators: Separators | null
  readonly held: Held
}

/** Sends a report as CSV, NDJSON, a workbook or a picture: all of its rows, whatever a page of JSON holds. */
export const sendReport = async (reply: FastifyReply, format: Exclude<Format, 'json'>, exported: ReportExport) => {
  const { answer, separators } = exported
  switch (format) {
    case 'csv':
    case 'ndjson': {
      const { columns, rows } = answer
      return sendTable(reply, format, { columns, rows, name: fileOf(exported), separators })
    }
    case 'xlsx':
      return sendSheet(reply, exported)
    case 'svg':
      return sendDrawn(reply, exported)
  }
}

const sendSheet = async (reply: FastifyReply, exported: ReportExport): Promise<FastifyReply> => {
  const { report, answer, query, times, held } = exported
  checkSheetRows(report.name, answer.rows.length)
  const table = describedTable(report, answer, pinnedHref(`/v1/reports/${report.name}`, query, times))
  const why = await whyOf(times, groundsOf(report, answer))
  const explained = explainedAt(report, answer)
  return sendWorkbook(reply, { times, tables: [table], why, explained, held: (await held?.()) ?? null, file: fileOf(exported) })
}

/** A report as the sheet about its export describes it. */
export const describedTable = (report: AnyReport, answer: ReportAnswer, href: string): Described => ({
  name: answer.chart === null ? report.name : `${report.name} ${answer.chart.name}`,
  title: answer.chart?.title ?? report.title,
  definition: report.definition,
  version: report.version,
  columns: answer.columns,
  rows: answer.rows,
  parameters: answer.parameters,
  href,
})

/** What a report rests on: the events that its rows name, and the cells that it says its figures are. */
export const groundsOf = (report: AnyReport, { rows }: Pick<ReportAnswer, 'rows'>): Grounds => ({
  eventIds: eventIdsIn(rows),
  cells: rows.flatMap((row) => report.cells?.(row) ?? []),
})

/** Where the figures of a report are explained. */
export const explainedAt = (report: AnyReport, { rows: [first] }: Pick<ReportAnswer, 'rows'>): string => {
  const cells = first === undefined ? [] : (report.cells?.(first) ?? [])
  const kpis = [...new Set(cells.map(({ kpi }) => kpi))]
  return kpis.length === 0 ? '/v1/events/{eventId}, for each event' : kpis.map((kpi) => `/v1/kpis/${kpi}/explain`).join(', ')
}

const sendDrawn = async (reply: FastifyReply, exported: ReportExport): Promise<FastifyReply> => {
  const { report, answer, query, times } = exported
  if (query.fields !== undefined) throw refusedAt('fields', 'is of tables: a chart is drawn from all columns of its data')
  const { chart } = answer
  if (chart === null) throw new Error(`a picture of ${report.name} without a chart`)
  return sendPicture(reply, times, {
    title: chart.title,
    about: aboutOf(answer),
    view: report.view,
    file: fileOf(exported),
    drawing: chart.drawing,
    columns: answer.columns,
    rows: answer.rows,
    panels: chart.panels ?? [],
  })
}

/** Whose figures, of which periods, and what else was asked. */
const aboutOf = ({ parameters, rows }: ReportAnswer): readonly string[] => {
  const { scope, entity, period: _, from: __, to: ___, quarter, ...others } = parameters
  const whose = [scope, ...[entity ?? []].flat()].filter((part) => part !== undefined).join(' ')
  const periods = [...new Set(rows.flatMap((row) => (typeof row.period === 'string' ? [row.period] : [])))]
  const asked = Object.entries(others).map(([name, value]) => `${name} ${[value].flat().join(', ')}`)
  return [whose, spanOf(periods.length > 0 ? periods : [quarter ?? []].flat().map(String)), ...asked]
}

const fileOf = ({ report, answer, query, times }: ReportExport): FileName => {
  const { scope, entity, period } = query
  const whose = [scope, entity].filter((part) => typeof part === 'string').join('-')
  const parts = [report.name, answer.chart?.name, whose, typeof period === 'string' ? period : '']
  return { parts, asOf: times.asOf, position: times.knownAt.position }
}
