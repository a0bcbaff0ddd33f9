import { nearestName } from '@daybook/domain'
import type { Row } from './csv-rows.ts'
import { IntakeFailure, type Problem, problem } from './problems.ts'

/** The fields of orders-csv (interface 2.3), the first five required. */
export const orderFields = [
  'order_id',
  'account_id',
  'effective_on',
  'currency',
  'net',
  'recorded_at',
  'salesperson_id',
  'line_id',
  'product_id',
  'family',
  'quantity',
  'tax',
  'freight',
  'cost',
  'kind',
] as const
export type OrderField = (typeof orderFields)[number]

/** One row by field; an empty cell is absent. */
export type Cells = { readonly [field in OrderField]?: string }

/** What stands behind each row that was put aside; a file of mended rows may keep it. */
export const asideColumns = ['line', 'code', 'detail'] as const

export type Columns = { readonly delimiter: string; readonly fields: readonly OrderField[]; readonly asides: number }

/** What the columns of a file hold. Throws an `IntakeFailure` naming every column that is unknown, missing or there twice. */
export const columnsOf = (header: Row, options: { delimiter: string; map: Readonly<Record<string, string>> }): Columns => {
  const { delimiter, map } = options
  const given = (header.fields ?? []).map((name) => (Object.hasOwn(map, name) ? (map[name] ?? name) : name))
  const asides = asidesOf(given)
  const names = given.slice(0, given.length - asides)
  const wrong = [
    ...names.filter((name) => !isField(name)).map(unknownColumn),
    ...orderFields.slice(0, 5).flatMap((field) => (names.includes(field) ? [] : [`missing column ${field}`])),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `column ${name.slice(0, 80)} comes twice`),
  ]
  if (wrong.length === 0) return { delimiter, fields: names.filter(isField), asides }
  const errors = wrong.slice(0, 50).map((detail) => ({ pointer: '/header', detail }))
  const detail =
    'the first line is not a header of orders-csv; map other names to its fields, and give the delimiter if it is not a comma'
  throw new IntakeFailure(problem('invalid-request', detail, { errors }))
}

const unknownColumn = (name: string): string => {
  const nearest = nearestName(name, orderFields)
  return `unknown column ${JSON.stringify(name.slice(0, 80))}${nearest === null ? '' : `; did you mean ${nearest}?`}`
}

/** How many columns at the end are asides: each round of putting rows aside adds them once more. */
const asidesOf = (names: readonly string[]): number => {
  let count = 0
  while (asideColumns.every((name, index) => names.at(index - count - asideColumns.length) === name)) count += asideColumns.length
  return count
}

const isField = (name: string): name is OrderField => orderFields.some((field) => field === name)

/**
 * The cells of a row. Of a row that cannot be read, only which order it belongs to is taken, from those of its cells that can be,
 * so that the rest of that order is not recorded without it.
 */
export const cellsOf = (row: Row, columns: Columns): { readonly cells: Cells; readonly problem: Problem | null } => {
  if (row.fields === null)
    return { cells: identityOf(cellsIn(brokenCells(row, columns.delimiter), columns)), problem: row.problem }
  const cells = cellsIn(row.fields, columns)
  const width = columns.fields.length + columns.asides
  if (row.fields.length === width) return { cells, problem: nulIn(row) }
  const detail = `the header has ${width} columns, the row ${row.fields.length}`
  return { cells: identityOf(cells), problem: problem('invalid', detail) }
}

/** The cells of a row that cannot be read, as far as they can be told apart; the last of a row that is cut off is not whole. */
const brokenCells = ({ raw, head }: Row & { readonly fields: null }, delimiter: string): readonly string[] => {
  const text = head ?? raw
  const cells: string[] = []
  for (let at = 0; at <= text.length; ) {
    const quoted = quotedCell(text, at, delimiter)
    const next = quoted === null ? text.indexOf(delimiter, at) : at + quoted.length
    const end = next < 0 ? text.length : next
    cells.push(quoted === null ? text.slice(at, end) : quoted.slice(1, -1).replaceAll('""', '"'))
    at = end + delimiter.length
  }
  return head === null ? cells : cells.slice(0, -1)
}

/** The cell at a place as it stands, quotes included; null when it has none, or they do not end where the cell does. */
const quotedCell = (text: string, at: number, delimiter: string): string | null => {
  quotedText.lastIndex = at
  const cell = quotedText.exec(text)?.[0]
  if (cell === undefined) return null
  const end = at + cell.length
  return end === text.length || text.startsWith(delimiter, end) ? cell : null
}

const quotedText = /"(?:[^"]|"")*"/y

const nulIn = (row: Row): Problem | null => (row.raw.includes('\u0000') ? problem('invalid', 'NUL is not text') : null)

const cellsIn = (values: readonly string[], columns: Columns): Cells => {
  const cells: { [field in OrderField]?: string } = {}
  for (const [index, field] of columns.fields.entries()) {
    const value = values[index]
    if (value !== undefined && value !== '') cells[field] = value
  }
  return cells
}

const identityOf = (cells: Cells): Cells => ({
  ...(cells.order_id === undefined ? {} : { order_id: cells.order_id }),
  ...(cells.kind === 'credit' ? { kind: 'credit' } : {}),
})
