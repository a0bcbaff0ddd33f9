import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'

/** What a column holds. Text is all that a person may have written; the other types cannot hold a formula. */
export type ColumnType = 'text' | 'id' | 'money' | 'integer' | 'number' | 'ratio' | 'date' | 'instant' | 'boolean'

/** A table as it is exported. */
export type Table = {
  readonly columns: readonly { readonly id: string; readonly type: ColumnType }[]
  readonly rows: Iterable<Readonly<Record<string, unknown>>>
}

/**
 * A table as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets), as a stream. The header holds the ids of the columns;
 * null is an empty cell.
 */
export const csvOf = ({ columns, rows }: Table): Readable => {
  const write = stringify({
    bom: true,
    header: true,
    columns: columns.map(({ id }) => id),
    record_delimiter: 'windows',
    quote_record_delimiter: true,
  })
  return Readable.from(recordsOf(columns, rows)).compose(write)
}

function* recordsOf(columns: Table['columns'], rows: Table['rows']): Iterable<readonly string[]> {
  for (const row of rows) yield columns.map(({ id, type }) => cellOf(row[id], type))
}

const cellOf = (value: unknown, type: ColumnType): string => {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return isTyped(type, text) ? text : guarded(text)
}

// A number that is none is text after all, whatever its column says.
const isTyped = (type: ColumnType, text: string): boolean =>
  type === 'text' || type === 'id' ? false : /^-?\d[\d.]*$|^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$|^(?:true|false)$/.test(text)

// Spreadsheets run a cell that begins so, some after trimming it, some in full-width letters (CVE-2021-41270).
const formula = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u

/** Text that no spreadsheet takes for a formula. @example guarded('=1+1') // "'=1+1" */
export const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text)
