import { bucketKey, type PeriodKey, type RowEntity, type StoredRow } from '@daybook/projections'
import type { ReadModel, TotalQuery } from '../read-model.ts'
import type { Amounts, Input } from './input.ts'

/**
 * The sums of many inputs at one position, in few reads: one for the buckets of each stock, one for all totals together, and one for
 * each partition that a single account's count needs. At no position, everything is zero.
 */
export const readAmounts = async (readModel: ReadModel, inputs: readonly Input[], position: bigint | null): Promise<Amounts> => {
  if (position === null) return new Map(inputs.map((input) => [input, 0n]))
  const [ofPartitions, ofEntities] = [inputs.filter(isOfPartition), inputs.filter((input) => !isOfPartition(input))]
  const buckets = await readBuckets(readModel, ofEntities, position)
  const reading = new Reading(buckets)
  for (const input of ofEntities) reading.ask(input)
  const totals = await readModel.totals(reading.queries, position)
  const amounts = new Map(ofEntities.map((input) => [input, reading.sum(input, totals)]))
  const rows = await readPartitions(readModel, ofPartitions, position)
  for (const input of ofPartitions) amounts.set(input, sumOfRows(input, rows.get(partitionKey(input)) ?? []))
  return amounts
}

const isOfPartition = (input: Input): boolean => input.rows.partition !== null

type Buckets = ReadonlyMap<string, readonly PeriodKey[]>

/** The buckets of each ledger of stocks in which one of the entities asked for has a row. */
export const readBuckets = async (readModel: ReadModel, inputs: readonly Input[], position: bigint): Promise<Buckets> => {
  const stocks = Map.groupBy(
    inputs.filter((input) => input.cells.kind === 'buckets'),
    (input) => input.kpi.ledger,
  )
  const buckets = new Map<string, readonly PeriodKey[]>()
  for (const [ledger, asked] of stocks) {
    const entities = [...new Set(asked.flatMap((input) => input.rows.entities))]
    buckets.set(ledger, await readModel.periods({ ledger, entities, position }))
  }
  return buckets
}

/** The cells of an input: of a stock, all buckets up to the one that the day lies in, and that one up to the day. */
export const cellsOfInput = ({ kpi, cells }: Input, buckets: Buckets): readonly Cell[] => {
  if (cells.kind === 'periods') return cells.cells.map(({ key, day }) => ({ period: key, day }))
  const last = bucketKey(cells.day)
  return (buckets.get(kpi.ledger) ?? [])
    .filter((period) => period <= last)
    .map((period) => ({ period, day: period === last ? cells.day : null }))
}

type Cell = { readonly period: PeriodKey; readonly day: number | null }

/** Questions to the read model, each asked once, and the sums of their answers. */
class Reading {
  readonly queries: TotalQuery[] = []
  readonly #buckets: Buckets
  readonly #asked = new Map<RowEntity, Map<string, number>>()
  readonly #places = new Map<Input, readonly number[]>()

  constructor(buckets: Buckets) {
    this.#buckets = buckets
  }

  readonly ask = (input: Input): void => {
    const { ledger } = input.kpi
    const cells = cellsOfInput(input, this.#buckets)
    const places = input.rows.entities.flatMap((entity) => cells.map((cell) => this.#place({ ledger, entity, ...cell })))
    this.#places.set(input, places)
  }

  readonly sum = (input: Input, totals: readonly (readonly bigint[])[]): bigint => {
    let sum = 0n
    for (const place of this.#places.get(input) ?? []) sum += totals[place]?.[input.column] ?? 0n
    return sum
  }

  #place(query: TotalQuery): number {
    const key = `${query.ledger} ${query.period} ${query.day ?? ''}`
    const ofEntity = this.#asked.get(query.entity) ?? new Map<string, number>()
    this.#asked.set(query.entity, ofEntity)
    const known = ofEntity.get(key)
    if (known !== undefined) return known
    ofEntity.set(key, this.queries.length)
    return this.queries.push(query) - 1
  }
}

const partitionKey = ({ kpi, rows }: Input): string => `${kpi.ledger} ${rows.partition}`

const readPartitions = async (
  readModel: ReadModel,
  inputs: readonly Input[],
  position: bigint,
): Promise<ReadonlyMap<string, readonly StoredRow[]>> => {
  const rows = new Map<string, readonly StoredRow[]>()
  for (const input of new Map(inputs.map((input) => [partitionKey(input), input])).values())
    rows.set(partitionKey(input), await readPartition(readModel, input, position))
  return rows
}

const readPartition = async (readModel: ReadModel, { kpi, rows }: Input, position: bigint): Promise<readonly StoredRow[]> => {
  if (rows.partition === null) return []
  const stored = await readModel.rowsOf({ ledger: kpi.ledger, partition: rows.partition, position })
  return stored.filter(({ entity }) => entity.scope === 'seat')
}

const sumOfRows = (input: Input, rows: readonly StoredRow[]): bigint =>
  rows.filter((row) => isInCells(input, row)).reduce((sum, row) => sum + (row.deltas[input.column] ?? 0n), 0n)

/** Whether a row belongs to one of the input's cells, on a day that counts. */
export const isInCells = ({ cells }: Input, row: StoredRow): boolean =>
  cells.kind === 'buckets'
    ? row.day <= cells.day
    : cells.cells.some(({ key, day }) => key === row.period && (day === null || row.day <= day))

/** The rows of an input at a position, later than `after`, by position and place within it. */
export const readRows = async (
  readModel: ReadModel,
  input: Input,
  span: { readonly after: bigint; readonly position: bigint },
): Promise<readonly StoredRow[]> => {
  const rows = isOfPartition(input)
    ? await readPartition(readModel, input, span.position)
    : await readModel.rows({
        ledger: input.kpi.ledger,
        periods: cellsOfInput(input, await readBuckets(readModel, [input], span.position)).map(({ period }) => period),
        entities: input.rows.entities,
        ...span,
      })
  return rows.filter((row) => row.position > span.after && isInCells(input, row))
}
