import { bucketKey, type PeriodKey, rowEntity, type StoredRow } from '@daybook/projections'
import type { ReadModel } from '../read-model.ts'
import type { Input } from './input.ts'

/** The periods of ledgers in which an entity asked for has a row. */
export type Buckets = ReadonlyMap<string, readonly PeriodKey[]>

/** The buckets of each ledger that is kept in them in which one of the entities asked for has a row. */
export const readBuckets = async (readModel: ReadModel, inputs: readonly Input[], position: bigint): Promise<Buckets> => {
  const stocks = Map.groupBy(
    inputs.filter((input) => input.cells.kind !== 'periods'),
    (input) => input.kpi.ledger,
  )
  const buckets = new Map<string, readonly PeriodKey[]>()
  for (const [ledger, asked] of stocks) {
    const entities = [...new Set(asked.flatMap((input) => input.rows.entities))]
    buckets.set(ledger, await readModel.periods({ ledger, entities, position }))
  }
  return buckets
}

/**
 * The cells of an input: of a stock, all buckets up to the one that the day lies in, and that one up to the day; of a flow in buckets,
 * none before the one that the first day lies in.
 */
export const cellsOfInput = ({ kpi, cells }: Input, buckets: Buckets): readonly Cell[] => {
  if (cells.kind === 'periods') return cells.cells.map(({ key, day }) => ({ period: key, day }))
  if (cells.kind === 'days') return (buckets.get(kpi.ledger) ?? []).filter(isOfMonths).map((period) => ({ period, day: null }))
  // The period has not begun on the day: they may lie in one bucket all the same.
  if (cells.first !== null && cells.first > cells.day) return []
  const first = cells.first === null ? Number.NEGATIVE_INFINITY : bucketKey(cells.first)
  const last = bucketKey(cells.day)
  return (buckets.get(kpi.ledger) ?? [])
    .filter((period) => first <= period && period <= last)
    .map((period) => ({ period, day: period === last ? cells.day : null }))
}

/** What of the first bucket of a flow lies before its first day. */
export const beforeFirst = ({ kpi, cells }: Input, buckets: Buckets): readonly Cell[] => {
  if (cells.kind !== 'buckets' || cells.first === null || cells.first > cells.day) return []
  const period = bucketKey(cells.first)
  if (period === cells.first * grainsInKey || !(buckets.get(kpi.ledger) ?? []).includes(period)) return []
  return [{ period, day: cells.first - 1 }]
}

/** One cell of an input; `day` null: all of it. */
export type Cell = { readonly period: PeriodKey; readonly day: number | null }

export const isOfPartition = (input: Input): boolean => input.rows.partition !== null

/** The rows that one partition has at seats. */
export const readPartition = async (
  readModel: ReadModel,
  { kpi, rows }: Input,
  position: bigint,
): Promise<readonly StoredRow[]> => {
  if (rows.partition === null) return []
  const stored = await readModel.rowsOf({ ledger: kpi.ledger, partition: rows.partition, position })
  return stored.filter(({ entity }) => entity.scope === 'seat')
}

/** Whether a row belongs to one of the input's cells, on a day that counts. */
export const isInCells = ({ cells }: Pick<Input, 'cells'>, row: Pick<StoredRow, 'period' | 'day'>): boolean => {
  switch (cells.kind) {
    case 'buckets':
      return (cells.first ?? row.day) <= row.day && row.day <= cells.day
    case 'days':
      return isOfMonths(row.period) && cells.from <= row.day && row.day < cells.until
    case 'periods':
      return cells.cells.some(({ key, day }) => key === row.period && (day === null || row.day <= day))
  }
}

/** Buckets and months: longer periods say the same again. */
const isOfMonths = (period: PeriodKey): boolean => period % grainsInKey <= 1
const grainsInKey = 8

/** The rows of an input at a position, later than `after`, by position and place within it. */
export const readRows = async (
  readModel: ReadModel,
  asked: Input,
  span: { readonly after: bigint; readonly position: bigint },
): Promise<readonly StoredRow[]> => {
  const input = await withEveryone(readModel, asked, span.position)
  const rows = isOfPartition(input)
    ? await readPartition(readModel, input, span.position)
    : await readModel.rows({
        ledger: input.kpi.ledger,
        periods: cellsOfInput(input, await readBuckets(readModel, [input], span.position)).map(({ period }) => period),
        entities: input.rows.entities,
        ...(input.cells.kind === 'days' ? { firstDay: input.cells.from, day: input.cells.until - 1 } : {}),
        ...span,
      })
  return rows.filter((row) => row.position > span.after && isInCells(input, row))
}

/** The input with the rows of all accounts named, where it is about all of them. */
export const withEveryone = async (readModel: ReadModel, input: Input, position: bigint): Promise<Input> => {
  if (input.rows.isOfEveryone !== true) return input
  const all = { ledger: input.kpi.ledger, scope: 'account', periods: null, day: null, position } as const
  const entities = (await readModel.entities(all)).map(({ scope, id, team }) => rowEntity(scope, id, team))
  return { ...input, rows: { entities, partition: null } }
}
