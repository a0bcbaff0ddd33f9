import { type Cells, type Columns, cellsOf, columnsOf, type OrderField } from './csv-columns.ts'
import type { Row } from './csv-rows.ts'
import type { Limits } from './limits.ts'
import { type Problem, problem } from './problems.ts'

/** One order or credit note of a file as the CloudEvent it stands for, or the reason why its rows are none. */
export type CsvItem = {
  readonly line: number
  readonly end: number
  /** The rows as they came. */
  readonly rows: readonly string[]
} & ({ readonly event: object; readonly problem: null } | { readonly event: null; readonly problem: Problem })

export type OrdersCsv = {
  readonly push: (rows: readonly Row[]) => CsvItem[]
  readonly end: () => CsvItem[]
  /** The header line as it came; null before it came. */
  readonly header: () => string | null
}

export type OrdersCsvOptions = {
  readonly source: string
  readonly delimiter: string
  /** Column of the file to field of the format. */
  readonly map: Readonly<Record<string, string>>
  readonly limits: Pick<Limits, 'eventBytes'>
}

/**
 * Translates rows of the orders-csv format (interface 2.3) into CloudEvents: the rows of one order, standing together, are
 * one event. Identity is `source` with `order_id`, or `credit:` and `order_id`. A row that cannot be read puts its whole order
 * aside, never half of it; an order of more bytes than an event may have is put aside in several parts. Throws an `IntakeFailure` when the header is not one of this format.
 */
export const ordersCsv = (options: OrdersCsvOptions): OrdersCsv => {
  let columns: Columns | null = null
  let header: string | null = null
  let open: Group | null = null
  const closed = new Map<string, number>()

  const close = (): CsvItem[] => {
    if (open === null) return []
    const group = open
    open = null
    closed.set(group.key, group.line)
    return group.rows.length === 0 ? [] : [group.isTooLarge ? tooLarge(group.rows, options) : itemOf(group.rows, options.source)]
  }

  /** What there is of the open order is put aside as soon as it is too much: a file may hold nothing but one order. */
  const add = (row: CellRow, group: Group): CsvItem[] => {
    group.rows.push(row)
    group.bytes += Buffer.byteLength(row.raw) + 1
    if (group.bytes - 1 <= options.limits.eventBytes) return []
    const item = tooLarge(group.rows, options)
    open = { ...group, rows: [], bytes: 0, isTooLarge: true }
    return [item]
  }

  const take = (row: CellRow): CsvItem[] => {
    const key = keyOf(row.cells)
    if (open !== null && key === open.key) return add(row, open)
    const before = close()
    const since = closed.get(key)
    if (since !== undefined) return [...before, badItem([row], rowsApart(row.line, since))]
    if (row.cells.order_id === undefined) return [...before, badItem([row], row.problem ?? orderMissing(row.line))]
    open = { key, line: row.line, rows: [], bytes: 0, isTooLarge: false }
    return [...before, ...add(row, open)]
  }

  return {
    push: (rows) => {
      const items: CsvItem[] = []
      for (const row of rows) {
        if (columns !== null) items.push(...take({ ...row, ...cellsOf(row, columns) }))
        else {
          columns = columnsOf(row, options)
          header = row.raw
        }
      }
      return items
    },
    end: close,
    header: () => header,
  }
}

type CellRow = Pick<Row, 'line' | 'end' | 'raw'> & { readonly cells: Cells; readonly problem: Problem | null }
type Group = {
  readonly key: string
  /** Its first. */
  readonly line: number
  readonly rows: CellRow[]
  bytes: number
  /** A part of it was put aside already. */
  readonly isTooLarge: boolean
}

const keyOf = (cells: Cells): string => `${cells.kind === 'credit' ? 'credit' : 'order'}:${cells.order_id ?? ''}`

const rowsApart = (line: number, since: number): Problem =>
  problem(
    'rows-apart',
    `line ${line} names the order of line ${since}, but rows of other orders stand between: the rows of an order stand together, and each order comes once`,
    { lines: [since, line] },
  )

const tooLarge = (rows: readonly CellRow[], { limits }: OrdersCsvOptions): CsvItem =>
  badItem(rows, problem('too-large', `the rows of the order have more than ${limits.eventBytes} bytes`, { limit: 'eventBytes' }))

const orderMissing = (line: number): Problem => problem('invalid', `line ${line} has no order_id`)

const placeOf = (rows: readonly CellRow[]): { line: number; end: number; rows: readonly string[] } => ({
  line: rows[0]?.line ?? 0,
  end: rows.at(-1)?.end ?? 0,
  rows: rows.map((row) => row.raw),
})

const badItem = (rows: readonly CellRow[], reason: Problem): CsvItem => ({ ...placeOf(rows), event: null, problem: reason })

const headerFields: readonly OrderField[] = ['account_id', 'effective_on', 'currency', 'salesperson_id', 'recorded_at', 'kind']
const lineFields: readonly OrderField[] = ['line_id', 'product_id', 'family', 'quantity', 'tax', 'freight', 'cost']

const itemOf = (rows: readonly CellRow[], source: string): CsvItem => {
  const bad = rows.find((row) => row.problem !== null)
  if (bad?.problem) return badItem(rows, { ...bad.problem, line: bad.line })
  const first = rows[0]?.cells ?? {}
  const kind = first.kind ?? 'order'
  if (kind !== 'order' && kind !== 'credit') return badItem(rows, problem('invalid', 'kind is order or credit'))
  const disagreed = headerFields.find((field) => rows.some(({ cells }) => cells[field] !== first[field]))
  if (disagreed !== undefined) return badItem(rows, problem('invalid', `the rows of the order disagree on ${disagreed}`))
  const cells = rows.map((row) => row.cells)
  return { ...placeOf(rows), event: kind === 'order' ? orderOf(cells, source) : creditOf(cells, source), problem: null }
}

const orderOf = (rows: readonly Cells[], source: string): object => {
  const first = rows[0] ?? {}
  return {
    ...attributesOf(first, { source, id: first.order_id ?? '', type: 'OrderAccepted' }),
    data: { orderId: first.order_id, ...saleOf(rows) },
  }
}

const creditOf = (rows: readonly Cells[], source: string): object => {
  const first = rows[0] ?? {}
  return {
    ...attributesOf(first, { source, id: `credit:${first.order_id ?? ''}`, type: 'CreditNoteIssued' }),
    data: { creditNoteId: first.order_id, ...saleOf(rows) },
  }
}

const attributesOf = (first: Cells, identity: { source: string; id: string; type: string }): object => ({
  specversion: '1.0',
  ...identity,
  ...present({ subject: first.account_id, recordedtime: first.recorded_at }),
})

const saleOf = (rows: readonly Cells[]): object => {
  const first = rows[0] ?? {}
  const plain = rows.length === 1 && lineFields.every((field) => first[field] === undefined)
  return present({
    accountId: first.account_id,
    effectiveOn: first.effective_on,
    currency: first.currency,
    salespersonId: first.salesperson_id,
    ...(plain ? { net: first.net } : { lines: rows.map(lineOf) }),
  })
}

const lineOf = (cells: Cells, index: number): object =>
  present({
    lineId: cells.line_id ?? String(index + 1),
    productId: cells.product_id,
    family: cells.family,
    quantity: cells.quantity,
    net: cells.net,
    tax: cells.tax,
    freight: cells.freight,
    cost: cells.cost,
  })

const present = (fields: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
