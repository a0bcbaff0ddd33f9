import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import type { Separators } from './separators.ts'

/** What a column holds. Text is all that a person may have written; the other types cannot hold a formula. */
export type ColumnType = 'text' | 'id' | 'money' | 'integer' | 'number' | 'ratio' | 'date' | 'instant' | 'boolean'

/** A row, keyed by column id. */
export type Row = Readonly<Record<string, unknown>>

/** A table as it is exported; its rows may come one after the other. */
export type Table = {
  readonly columns: readonly { readonly id: string; readonly type: ColumnType }[]
  readonly rows: Iterable<Row> | AsyncIterable<Row>
}

/** What stands between cells and before decimals where nobody asks for another country's way. */
const plain: Separators = { cell: ',', decimal: '.' }

/**
 * A table as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets), as a stream. The header holds the ids of the columns;
 * null is an empty cell. Only cells that hold numbers get another decimal separator.
 */
export const csvOf = ({ columns, rows }: Table, separators: Separators = plain): Readable => {
  const write = stringify({
    bom: true,
    header: true,
    delimiter: separators.cell,
    columns: columns.map(({ id }) => id),
    record_delimiter: 'windows',
    quote_record_delimiter: true,
  })
  return Readable.from(recordsOf(columns, rows, separators)).compose(write)
}

async function* recordsOf(
  columns: Table['columns'],
  rows: Table['rows'],
  { decimal }: Separators,
): AsyncIterable<readonly string[]> {
  for await (const row of rows) yield columns.map(({ id, type }) => cellOf(row[id], { type, decimal }))
}

const cellOf = (value: unknown, { type, decimal }: { readonly type: ColumnType; readonly decimal: string }): string => {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (!isTyped(type, text)) return guarded(text)
  return decimal === '.' || !numeric.has(type) ? text : text.replace('.', decimal)
}

/** Columns whose cells hold numbers. */
const numeric: ReadonlySet<ColumnType> = new Set(['money', 'integer', 'number', 'ratio'])

// A number that is none is text after all, whatever its column says.
const isTyped = (type: ColumnType, text: string): boolean =>
  type === 'text' || type === 'id' ? false : /^-?\d[\d.]*$|^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$|^(?:true|false)$/.test(text)

// Spreadsheets run a cell that begins so, some after trimming it, some in full-width letters (CVE-2021-41270).
const formula = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u

/** Text that no spreadsheet takes for a formula. @example guarded('=1+1') // "'=1+1" */
export const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text)
