import { accept, type Result, refuse } from '@daybook/domain'
import { type HeldFlag, type PeriodRefusal, type ReportColumn, type ReportRow, reports } from '@daybook/projections'
import type { OpenView } from './cell.ts'
import { reportContext } from './report-context.ts'
import type { At } from './sources.ts'

/** A report at one pair of times. The unit of money columns is the reporting currency. */
export type ReportAnswer = {
  readonly report: string
  readonly title: string
  readonly version: number
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly ReportRow[]
}

/** What is wrong with the parameters of a report. */
export type ParameterIssue = { readonly parameter: string; readonly detail: string }

/** Why a report cannot be given: there is none of the name, or its parameters are not its own. */
export type ReportRefusal =
  | PeriodRefusal
  | { readonly code: 'unknown-report'; readonly report: string }
  | { readonly code: 'invalid-parameters'; readonly issues: readonly ParameterIssue[] }

/** Which report is asked for. `held` lists what the intake has put aside, for the report about the data. */
export type ReportAsked = {
  readonly report: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly held?: () => Promise<readonly HeldFlag[]>
}

/** Computes a report: all of it at the one pair of times. */
export const reportOf = async (
  open: OpenView,
  { report: name, parameters, held = async () => [] }: ReportAsked,
  at: At,
): Promise<Result<ReportAnswer, ReportRefusal>> => {
  const report = reports.find((each) => each.name === name)
  if (report === undefined) return refuse({ code: 'unknown-report', report: name })
  const parsed = report.parameters.safeParse(parameters)
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => {
      const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')]
      return names.map((parameter) => ({ parameter, detail: issue.message }))
    })
    return refuse({ code: 'invalid-parameters', issues })
  }
  const view = await open(at)
  const rows = await report.rows(reportContext(open, view, held), parsed.data as never) // Sound: parsed by the report's own schema
  if (!rows.ok) return rows
  const { currency } = view.reference
  const columns = report.columns.map((column) => (column.unit === 'currency' ? { ...column, unit: currency } : column))
  const ordered = rows.value.map((row) => Object.fromEntries(columns.map(({ id }) => [id, row[id] ?? null])))
  return accept({ report: report.name, title: report.title, version: report.version, columns, rows: ordered })
}
