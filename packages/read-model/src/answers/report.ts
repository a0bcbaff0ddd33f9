import { accept, type Result, refuse } from '@daybook/domain'
import {
  type AnyReport,
  type HeldFlag,
  type PeriodRefusal,
  type ReportChart,
  type ReportColumn,
  type ReportContext,
  type ReportRow,
  type ReportRows,
  reports,
  withDefaults,
} from '@daybook/projections'
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
  /** What it was asked with, and what held where the address said nothing. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** The picture whose exact data these are; null for the report itself. */
  readonly chart: ReportChart | null
}

/** What is wrong with the parameters of a report. */
export type ParameterIssue = { readonly parameter: string; readonly detail: string }

/** Why a report cannot be given: there is none of the name, or its parameters are not its own. */
export type ReportRefusal =
  | PeriodRefusal
  | { readonly code: 'unknown-report'; readonly report: string }
  | { readonly code: 'unknown-chart'; readonly chart: string; readonly charts: readonly string[] }
  | { readonly code: 'invalid-parameters'; readonly issues: readonly ParameterIssue[] }

/** Which report is asked for, or the exact data of one of its charts. `held` lists what the intake has put aside, for the report about the data. */
export type ReportAsked = {
  readonly report: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly chart?: string | null
  readonly held?: () => Promise<readonly HeldFlag[]>
}

/** Computes a report, or the exact data of a chart: all of it at the one pair of times. */
export const reportOf = async (
  open: OpenView,
  { report: name, parameters: asked, chart: picture = null, held = async () => [] }: ReportAsked,
  at: At,
): Promise<Result<ReportAnswer, ReportRefusal>> => {
  const report = reports.find((each) => each.name === name)
  if (report === undefined) return refuse({ code: 'unknown-report', report: name })
  const chart = picture === null ? accept(null) : chartNamed(report, picture)
  if (!chart.ok) return chart
  const view = await open(at)
  const { calendar } = view.reference.reference
  const parameters = chart.value === null ? asked : withDefaults(asked, chart.value, { asOf: at.asOf, calendar })
  const parsed = report.parameters.safeParse(parameters)
  if (!parsed.success) return refuse({ code: 'invalid-parameters', issues: issuesOf(parsed.error) })
  const rows = await rowsOf(report, chart.value, { context: reportContext(open, view, held), parameters: parsed.data })
  if (!rows.ok) return rows
  const { currency } = view.reference
  const shown = chart.value?.columns ?? report.columns
  const columns = shown.map((column) => (column.unit === 'currency' ? { ...column, unit: currency } : column))
  const ordered = rows.value.map((row) => Object.fromEntries(columns.map(({ id }) => [id, row[id] ?? null])))
  const { title, version } = report
  return accept({ report: name, title, version, columns, rows: ordered, parameters, chart: chart.value })
}

const chartNamed = ({ charts = [] }: AnyReport, name: string): Result<ReportChart, ReportRefusal> => {
  const chart = charts.find((one) => one.name === name)
  if (chart !== undefined) return accept(chart)
  return refuse({ code: 'unknown-chart', chart: name, charts: charts.map((one) => one.name) })
}

type Wrong = NonNullable<ReturnType<AnyReport['parameters']['safeParse']>['error']>

const issuesOf = (error: Wrong): readonly ParameterIssue[] =>
  error.issues.flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')]
    return names.map((parameter) => ({ parameter, detail: issue.message }))
  })

type Reading = { readonly context: ReportContext; readonly parameters: unknown }

const rowsOf = (report: AnyReport, chart: ReportChart | null, { context, parameters }: Reading): ReportRows => {
  const parsed = parameters as never // Sound: parsed by the report's own schema
  const rows = (): ReportRows => report.rows(context, parsed)
  return chart?.rows === undefined ? rows() : chart.rows(context, parsed, rows)
}
