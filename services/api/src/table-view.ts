import { nearestOr } from '@daybook/domain'
import type { ColumnType } from './csv.ts'
import { HttpProblem } from './http-problem.ts'

type Column = { readonly id: string; readonly type: ColumnType }
type Row = Readonly<Record<string, unknown>>

/** How a table is wanted: `sort=-variance,entity`, and the columns in `fields`. */
export type AskedView = { readonly sort?: string | undefined; readonly fields?: string | undefined }

/**
 * A table sorted and narrowed to what is asked for. Empty cells stand last, whichever way it is sorted; what is equal stays in the
 * order of the report. Refused: a column that the table does not have.
 */
export const viewOf = <Shown extends Column, Table extends { readonly columns: readonly Shown[]; readonly rows: readonly Row[] }>(
  table: Table,
  { sort, fields }: AskedView,
): Table => {
  const sorted = sort === undefined ? table.rows : table.rows.toSorted(orderOf(sort, table.columns))
  if (fields === undefined) return { ...table, rows: sorted }
  const columns = namesIn(fields).map((id) => columnOf('fields', id, table.columns))
  const narrow = (row: Row): Row => Object.fromEntries(columns.map(({ id }) => [id, row[id]]))
  return { ...table, columns, rows: sorted.map(narrow) }
}

const namesIn = (list: string): readonly string[] => list.split(',').map((name) => name.trim())

const columnOf = <Shown extends Column>(parameter: string, id: string, columns: readonly Shown[]): Shown => {
  const column = columns.find((one) => one.id === id)
  if (column !== undefined) return column
  const names = columns.map((one) => one.id)
  const detail = `the report has no column ${id}; ${nearestOr(id, names, `its columns are ${names.join(', ')}`)}`
  throw new HttpProblem('invalid-request', { detail: `${parameter}: ${detail}`, errors: [{ parameter, detail }] })
}

const orderOf = (sort: string, columns: readonly Column[]): ((one: Row, other: Row) => number) => {
  const keys = namesIn(sort).map((name) => {
    const descending = name.startsWith('-')
    const { id, type } = columnOf('sort', descending ? name.slice(1) : name, columns)
    return (one: Row, other: Row) => compared([one[id], other[id]], { type, descending })
  })
  return (one, other) => keys.reduce((order, key) => (order === 0 ? key(one, other) : order), 0)
}

type Way = { readonly type: ColumnType; readonly descending: boolean }

const compared = ([one, other]: readonly [unknown, unknown], { type, descending }: Way): number => {
  if (isEmpty(one) || isEmpty(other)) return Number(isEmpty(one)) - Number(isEmpty(other))
  const order = numeric.has(type) ? comparedNumbers(String(one), String(other)) : comparedTexts(textOf(one), textOf(other))
  return descending ? -order : order
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined
const numeric: ReadonlySet<ColumnType> = new Set(['money', 'integer', 'number', 'ratio'])
const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
const comparedTexts = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

/** Decimals as long as amounts may be: no floating point tells two of them apart. */
const comparedNumbers = (one: string, other: string): number => {
  const [a, b] = [scaled(one), scaled(other)]
  return a < b ? -1 : Number(a > b)
}

const decimals = 6
const scaled = (text: string): bigint => {
  const [whole = '', rest = ''] = text.split('.')
  return BigInt(`${whole}${rest.padEnd(decimals, '0').slice(0, decimals)}`)
}
