import type { RowEntity, StoredRow } from '@daybook/projections'
import type { ReadModel, TotalQuery } from '../read-model.ts'
import type { Amounts, Input } from './input.ts'
import { beforeFirst, type Cell, cellsOfInput, isInCells, isOfPartition, readBuckets, readPartition } from './input-rows.ts'
import { PartsReader } from './parts.ts'

/**
 * Reads the sums of many inputs at one position, in few reads: one for the buckets of each ledger that has them, one for all totals together, and one
 * for each partition that a single account's count needs. At no position, everything is zero.
 *
 * Nothing at a position ever changes, so that what was read once is not read again: a report asks for the same cells many times over.
 */
export class AmountReader {
  readonly #readModel: ReadModel
  readonly #position: bigint | null
  readonly #parts: PartsReader
  readonly #slots = new Map<string, Map<RowEntity, Map<number, Slot>>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(readModel: ReadModel, position: bigint | null) {
    this.#readModel = readModel
    this.#position = position
    this.#parts = new PartsReader(readModel)
  }

  /** The sums of the inputs. One reading waits for the one before, since they mostly want the same. */
  readonly read = (asked: readonly Input[]): Promise<Amounts> => {
    const position = this.#position
    const inputs = [...new Set(asked)]
    if (position === null) return Promise.resolve(new Map(inputs.map((input) => [input, 0n])))
    const reading = this.#last.then(() => this.#read(inputs, position))
    this.#last = reading.catch(() => undefined)
    return reading
  }

  async #read(inputs: readonly Input[], position: bigint): Promise<Amounts> {
    const told = await this.#parts.read(
      inputs.filter(({ cells }) => cells.kind === 'days'),
      position,
    )
    const whole = inputs.filter(({ cells }) => cells.kind !== 'days')
    const [ofPartitions, ofEntities] = [whole.filter(isOfPartition), whole.filter((input) => !isOfPartition(input))]
    const buckets = await readBuckets(this.#readModel, ofEntities, position)
    const slots = ofEntities.map((input) => this.#slotsOf(input, cellsOfInput(input, buckets)))
    const earlier = ofEntities.map((input) => this.#slotsOf(input, beforeFirst(input, buckets)))
    await this.#fill([...new Set([...slots.flat(), ...earlier.flat()])], position)
    const amounts = new Map(
      ofEntities.map((input, place) => [
        input,
        sumOf(slots[place] ?? [], input.column) - sumOf(earlier[place] ?? [], input.column),
      ]),
    )
    const rows = await readPartitions(this.#readModel, ofPartitions, position)
    for (const input of ofPartitions) amounts.set(input, sumOfRows(input, rows.get(partitionKey(input)) ?? []))
    return {
      get: (input) => amounts.get(input) ?? told.get(input)?.total,
      parts: (input) => told.get(input)?.parts ?? [],
    }
  }

  /** Asks for the cells that are not known yet. */
  async #fill(slots: readonly Slot[], position: bigint): Promise<void> {
    const missing = slots.filter(({ totals }) => totals === null)
    if (missing.length === 0) return
    const queries = missing.map(({ query }) => query)
    const totals = await this.#readModel.totals(queries, position)
    for (const [place, slot] of missing.entries()) slot.totals = totals[place] ?? []
  }

  #slotsOf(input: Input, cells: readonly Cell[]): readonly Slot[] {
    if (cells.length === 0) return []
    return input.rows.entities.flatMap((entity) => {
      const known = this.#slotsOfEntity(input.kpi.ledger, entity)
      return cells.map((cell) => known.get(keyOf(cell)) ?? newSlot(known, { ledger: input.kpi.ledger, entity, ...cell }))
    })
  }

  #slotsOfEntity(ledger: string, entity: RowEntity): Map<number, Slot> {
    const ofLedger = this.#slots.get(ledger) ?? new Map<RowEntity, Map<number, Slot>>()
    this.#slots.set(ledger, ofLedger)
    const known = ofLedger.get(entity) ?? new Map<number, Slot>()
    ofLedger.set(entity, known)
    return known
  }
}

/** One cell as it is read; null until it was. */
type Slot = { readonly query: TotalQuery; totals: readonly bigint[] | null }

const newSlot = (known: Map<number, Slot>, query: TotalQuery): Slot => {
  const slot: Slot = { query, totals: null }
  known.set(keyOf(query), slot)
  return slot
}

const days = 2 ** 23
const daysBefore = 2 ** 20

/** Period and day in one number: a leaderboard looks up thousands of cells. No day is another key than any day. */
const keyOf = ({ period, day }: Cell): number => period * days + (day === null ? 0 : day + daysBefore)

const sumOf = (slots: readonly Slot[], column: number): bigint => {
  let sum = 0n
  for (const { totals } of slots) sum += totals?.[column] ?? 0n
  return sum
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

const sumOfRows = (input: Input, rows: readonly StoredRow[]): bigint =>
  rows.filter((row) => isInCells(input, row)).reduce((sum, row) => sum + (row.deltas[input.column] ?? 0n), 0n)
