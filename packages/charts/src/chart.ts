import type { Drawing, ReportColumn, ReportRow } from '@daybook/projections'
import type { EChartsOption } from 'echarts'

/** A picture as it is asked for: how it is drawn, its exact data, and the words around it. */
export type Chart = {
  readonly title: string
  /** Whose figures they are, of which periods, at which two times and on which basis; under the title, one line each. */
  readonly subtitle: readonly string[]
  readonly drawing: Drawing
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly ReportRow[]
  /** Columns that tell panels apart. */
  readonly panels?: readonly string[] | undefined
  /** The periods that are not over yet on the day asked for: drawn lighter. */
  readonly running?: ReadonlySet<string>
  /** The day asked for: what lasts until nobody knows when is drawn up to it. */
  readonly asOf: string
}

/** The part of a chart that one set of axes shows. */
export type Panel<Of extends Drawing = Drawing> = Pick<Chart, 'columns' | 'rows' | 'asOf'> & {
  readonly drawing: Of
  readonly running: ReadonlySet<string>
  readonly width: number
}

/** A panel as ECharts draws it, with the height that it needs; or why there is nothing to draw. */
export type Drawn =
  | { readonly option: EChartsOption; readonly height: number; readonly summary: string }
  | { readonly nothing: string }

/** The panels of a chart, each with its name, in the order of the rows. Without rows there is one, to say so. */
export const panelsOf = ({
  rows,
  panels = [],
}: Pick<Chart, 'rows' | 'panels'>): readonly { readonly name: string; readonly rows: readonly ReportRow[] }[] => {
  const groups = Map.groupBy(rows, (row) => panels.map((id) => textOf(row[id])).join(' '))
  return groups.size === 0 ? [{ name: '', rows: [] }] : [...groups].map(([name, own]) => ({ name, rows: own }))
}

/** A cell as a number to draw; null where it is empty. Pictures are no accounts: more than fifteen digits are rounded. */
export const numberOf = (row: ReportRow, id: string | undefined): number | null => {
  const value = id === undefined ? null : (row[id] ?? null)
  if (value === null || value === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** A cell as text. */
export const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value))

/** The title of a column, with its unit. */
export const titleOf = (columns: readonly ReportColumn[], id: string): string => {
  const column = columns.find((one) => one.id === id)
  return column === undefined ? id : column.title
}

/** The unit of a column's figures, for an axis. */
export const unitOf = (columns: readonly ReportColumn[], id: string): string => columns.find((one) => one.id === id)?.unit ?? ''

/** Why none of the rows has a value to draw, in the words of their reasons where they have some. P-18 of the domain specification. */
export const whyNothing = (rows: readonly ReportRow[]): string => {
  if (rows.length === 0) return 'Nothing to draw: there are no rows for this question.'
  const reasons = [...new Set(rows.flatMap(({ reason }) => (typeof reason === 'string' ? [reason] : [])))]
  return `Nothing to draw: none of the ${rows.length} rows has a value${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}.`
}
