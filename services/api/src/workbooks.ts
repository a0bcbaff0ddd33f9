import { type HeldFlag, reports, type SheetAsked, sheetsAsked, type Workbook, workbookParameters } from '@daybook/projections'
import type { ReportAnswer } from '@daybook/read-model'
import type { FastifyReply } from 'fastify'
import { noteOfReport } from './empty-note.ts'
import type { Format } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import type { Held } from './kpi-exports.ts'
import { pinnedHref } from './pinned.ts'
import { unknownParameter } from './problem-replies.ts'
import { sendTimes } from './read-headers.ts'
import { describedTable, explainedAt, groundsOf } from './report-exports.ts'
import { timesShown } from './shown.ts'
import type { Times } from './times.ts'
import { whyOf } from './why.ts'
import { checkSheetRows, sendWorkbook } from './workbook-replies.ts'

/** A workbook is no table: it has no form of one. */
export const workbookFormats: readonly Format[] = ['json', 'xlsx']

/** A workbook as it was asked for. */
export type WorkbookAsked = {
  readonly query: Readonly<Record<string, unknown>>
  readonly parameters: Readonly<Record<string, unknown>>
  readonly held: () => Promise<readonly HeldFlag[]>
  readonly aside: Held
  readonly format: Format
  readonly times: Times
}

type AnsweredSheet = SheetAsked & { readonly answer: ReportAnswer }

/** Rows of one sheet that JSON holds, which has no pages here. */
const rowsMax = 10_000

/** Sends the sheets of a workbook, all at one pair of times: as JSON, or as one file with a cover that prints both. */
export const sendSheetsOf = async (reply: FastifyReply, workbook: Workbook, asked: WorkbookAsked): Promise<FastifyReply> => {
  const { times, format, query } = asked
  for (const name of ofTables)
    if (query[name] !== undefined) throw wrong(workbook, [{ name, detail: 'is of one report, not of a workbook' }])
  const sheets = await answeredSheets(workbook, asked)
  sendTimes(reply, times)
  reply.header('daybook-kpi-version', workbook.version)
  return format === 'json' ? reply.send(shownSheets(workbook, sheets, times)) : sendFile(reply, workbook, { sheets, asked })
}

const ofTables = ['sort', 'fields', 'chart', 'cursor', 'raw'] as const

const answeredSheets = async (
  workbook: Workbook,
  { parameters, held, times }: WorkbookAsked,
): Promise<readonly AnsweredSheet[]> => {
  const parsed = workbookParameters.safeParse(parameters)
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => {
      const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')]
      return names.map((name) => ({ name, detail: issue.message }))
    })
    throw wrong(workbook, issues)
  }
  const { answers } = times.ledgers
  const { calendar } = (await answers.reference(times.position)).reference
  const sheets: AnsweredSheet[] = []
  for (const sheet of sheetsAsked(workbook, parsed.data, { asOf: times.asOf, calendar, reports })) {
    const { report } = sheet
    const result = await answers.report({ report: report.name, parameters: sheet.parameters, held }, times)
    if (!result.ok) throw refusedSheet(report.name, result.refusal)
    sheets.push({ ...sheet, answer: result.value })
  }
  return sheets
}

type Refusal = Extract<Awaited<ReturnType<Times['ledgers']['answers']['report']>>, { readonly ok: false }>['refusal']

const refusedSheet = (sheet: string, refusal: Refusal): HttpProblem => {
  if ('period' in refusal)
    return new HttpProblem(refusal.code, { detail: `sheet ${sheet}: ${refusal.detail}`, facts: { period: refusal.period } })
  const errors = refusal.code === 'invalid-parameters' ? refusal.issues : []
  const detail = errors.map(({ parameter, detail: why }) => `${parameter}: ${why}`).join('; ') || refusal.code
  return new HttpProblem('invalid-request', { detail: `sheet ${sheet}: ${detail}`, errors: [...errors] })
}

const wrong = (
  { name: workbook }: Workbook,
  issues: readonly { readonly name: string; readonly detail: string }[],
): HttpProblem => {
  const names = Object.keys(workbookParameters.shape)
  const errors = issues.map(({ name, detail }) =>
    names.includes(name) || ofTables.some((one) => one === name) ? { parameter: name, detail } : unknownParameter(name, names),
  )
  const detail = errors.map((one) => `${one.parameter}: ${one.detail}`).join('; ')
  return new HttpProblem('invalid-request', { detail: `${workbook}: ${detail}`, errors })
}

const shownSheets = ({ name, title, version }: Workbook, sheets: readonly AnsweredSheet[], times: Times) => ({
  workbook: name,
  title,
  version,
  ...timesShown(times),
  sheets: sheets.map(({ report, answer, parameters }) => {
    if (answer.rows.length > rowsMax) throw tooLong(report.name, answer.rows.length)
    return {
      report: report.name,
      title: report.title,
      version: report.version,
      parameters,
      ...noteOfReport(report, answer, times),
      columns: answer.columns,
      rows: answer.rows,
    }
  }),
})

const tooLong = (report: string, rows: number): HttpProblem =>
  new HttpProblem('answer-too-large', {
    detail: `sheet ${report} has ${rows} rows, and JSON without pages takes ${rowsMax}: ask for .xlsx, or page through /v1/reports/${report}`,
    facts: { rows, limit: rowsMax },
  })

type File = { readonly sheets: readonly AnsweredSheet[]; readonly asked: WorkbookAsked }

const sendFile = async (
  reply: FastifyReply,
  { name, title, definition }: Workbook,
  { sheets, asked }: File,
): Promise<FastifyReply> => {
  const { times, aside } = asked
  for (const { report, answer } of sheets) checkSheetRows(report.name, answer.rows.length)
  const grounds = sheets.map(({ report, answer }) => groundsOf(report, answer))
  const why = await whyOf(times, {
    eventIds: grounds.flatMap(({ eventIds }) => eventIds),
    cells: grounds.flatMap(({ cells }) => cells),
  })
  return sendWorkbook(reply, {
    times,
    tables: sheets.map(({ report, answer, parameters }) =>
      describedTable(report, answer, pinnedHref(`/v1/reports/${report.name}`, parameters, times)),
    ),
    why,
    explained: [...new Set(sheets.map(({ report, answer }) => explainedAt(report, answer)))].join(', '),
    held: (await aside?.()) ?? null,
    file: { parts: [name], asOf: times.asOf, position: times.knownAt.position },
    cover: { title, definition },
  })
}
