import { accept, type Day, type FiscalCalendar, type FiscalPeriod } from '@daybook/domain'
import type { Kind, KpiDescription } from './kpi.ts'
import type { ReportColumn, ReportContext, ReportRow, ReportRows } from './report.ts'

/**
 * How the exact data of a chart is drawn; each member names a column of that data. Section 10 of the domain specification.
 *
 * `course`: a value over periods, as columns or as a line, with a marker (a target) on each, a dashed mean, and, where a month is
 * closed, what it was at the close and what has come since · `cumulative`: two lines, and their signed difference in columns ·
 * `waterfall`: from an opening to a closing amount (`step` says `total` or `change`) · `ranked-bars`: one bar a row, in order, cut at
 * `cap` with a mark, and a line at `threshold` · `dot-plot`: one line a label, a dot for each row, with the middle of all and the
 * interval that is running · `cut-off`: amounts by rank and
 * the line that cuts them · `stacked-bars`: parts of a whole · `pareto`: counts, greatest first, with their cumulative share ·
 * `heat-map`: a value for each pair, in five steps · `timeline`: one strip a row label, from a day until another.
 */
export type Drawing =
  | {
      readonly kind: 'course'
      readonly mark: 'columns' | 'line'
      readonly period: string
      readonly value: string
      readonly marker?: string
      readonly mean?: string
      readonly asClosed?: string
      readonly adjustment?: string
    }
  | {
      readonly kind: 'cumulative'
      readonly period: string
      readonly actual: string
      readonly target: string
      readonly variance: string
    }
  | { readonly kind: 'waterfall'; readonly label: string; readonly amount: string; readonly step: string }
  | {
      readonly kind: 'ranked-bars'
      readonly label: string
      readonly value: string
      readonly cap?: number
      readonly threshold?: string
      readonly status?: string
    }
  | {
      readonly kind: 'dot-plot'
      readonly label: string
      readonly value: string
      readonly middle?: string
      readonly current?: string
    }
  | { readonly kind: 'cut-off'; readonly rank: string; readonly value: string; readonly cutOff: string }
  | { readonly kind: 'stacked-bars'; readonly label: string; readonly parts: readonly string[] }
  | {
      readonly kind: 'pareto'
      readonly label: string
      readonly count: string
      readonly cumulativeShare: string
      readonly class?: string
    }
  | { readonly kind: 'heat-map'; readonly row: string; readonly column: string; readonly value: string }
  | {
      readonly kind: 'timeline'
      readonly row: string
      readonly from: string
      readonly until: string
      readonly label: string
    }

/**
 * Which periods are meant where nobody asks for any: months or quarters up to that of `asOf`, the months of its year so far, or its quarter
 * as one period.
 */
export type Span =
  | { readonly months: number }
  | { readonly quarters: number }
  | { readonly yearToDate: true }
  | { readonly wholeQuarter: true }

/** What of a report a chart starts from: its rows with the same parameters. */
type RowsOfReport = () => ReportRows

/**
 * A picture of a report, declared in the report's own file. Its exact data are `columns` of `rows`, which the same address gives as
 * JSON, CSV, NDJSON and XLSX; without `rows` they are those of the report.
 */
export type ReportChart<Parameters = never> = {
  readonly name: string
  readonly title: string
  readonly columns: readonly ReportColumn[]
  readonly drawing: Drawing
  /** Columns that tell panels apart: rows that differ there are drawn side by side, in the order of the rows. */
  readonly panels?: readonly string[]
  /** What holds where the address names neither a scope nor an entity. */
  readonly scope?: string
  readonly span?: Span
  readonly rows?: (context: ReportContext, parameters: Parameters, rows: RowsOfReport) => ReportRows
}

/** The data of a chart that are made of the rows of its report; a period that is none refuses both. */
export const fromRows =
  <Parameters>(
    dataOf: (
      rows: readonly ReportRow[],
      context: ReportContext,
      parameters: Parameters,
    ) => readonly ReportRow[] | Promise<readonly ReportRow[]>,
  ): NonNullable<ReportChart<Parameters>['rows']> =>
  (context, parameters, rows) =>
    rows().then((found) => (found.ok ? Promise.resolve(dataOf(found.value, context, parameters)).then(accept) : found))

/** The columns of a report by their ids, for the data of a chart. A report that lacks one of them does not load. */
export const columnsNamed = (columns: readonly ReportColumn[], ...ids: readonly string[]): readonly ReportColumn[] =>
  ids.map((id) => {
    const column = columns.find((one) => one.id === id)
    if (column === undefined) throw new TypeError(`the report has no column ${id}`)
    return column
  })

/** What a span means on a day, in the parameters that reports take: a range of months, quarters by name, or one period. */
const periodsOfSpan = (
  span: Span,
  { asOf, calendar }: { readonly asOf: Day; readonly calendar: FiscalCalendar },
): Readonly<Record<string, unknown>> => {
  if ('quarters' in span) {
    const quarters = backFrom(calendar, calendar.quarterOf(asOf), span.quarters)
    return quarters.length === 0 ? {} : { quarter: quarters.map(({ id }) => id) }
  }
  if ('wholeQuarter' in span) {
    const quarter = calendar.quarterOf(asOf)
    return quarter === null ? {} : { period: [quarter.id] }
  }
  const month = calendar.monthOf(asOf)
  if (month === null) return {}
  const year = calendar.period(month.year)
  const first = 'months' in span ? backFrom(calendar, month, span.months)[0] : year === null ? month : calendar.monthsOf(year)[0]
  return { from: (first ?? month).id, to: month.id }
}

/** As many periods as there are up to the one given, the earliest first. */
const backFrom = (calendar: FiscalCalendar, last: FiscalPeriod | null, count: number): readonly FiscalPeriod[] => {
  const periods: FiscalPeriod[] = []
  for (let period = last; period !== null && periods.length < count; period = calendar.previous(period, 1))
    periods.unshift(period)
  return periods
}

const periodNames = ['period', 'from', 'to', 'quarter'] as const
const whoseNames = ['scope', 'entity', 'owner'] as const

/** The parameters of an address with what holds where it says nothing. What is asked for always wins. */
export const withDefaults = (
  asked: Readonly<Record<string, unknown>>,
  { span, scope }: { readonly span?: Span | undefined; readonly scope?: string | undefined },
  at: { readonly asOf: Day; readonly calendar: FiscalCalendar },
): Readonly<Record<string, unknown>> => {
  const isAsked = (names: readonly string[]): boolean => names.some((name) => asked[name] !== undefined)
  const given = Object.entries(asked).filter(([, value]) => value !== undefined)
  return {
    ...(scope === undefined || isAsked(whoseNames) ? {} : { scope }),
    ...(span === undefined || isAsked(periodNames) ? {} : periodsOfSpan(span, at)),
    ...Object.fromEntries(given),
  }
}

/** How the course of a KPI over periods is drawn: happenings as columns, with what came after each close; states and what is computed as a line. */
export const kpiChart = (measure: KpiDescription | { readonly kind: Kind }): Extract<Drawing, { readonly kind: 'course' }> =>
  measure.kind === 'flow' && 'ledger' in measure
    ? { kind: 'course', mark: 'columns', period: 'period', value: 'value', asClosed: 'asClosed', adjustment: 'adjustment' }
    : { kind: 'course', mark: 'line', period: 'period', value: 'value' }
