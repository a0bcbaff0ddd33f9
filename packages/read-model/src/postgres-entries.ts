import type { EntryRow } from '@daybook/projections'
import { BinaryRows, copyBlocks } from './binary-rows.ts'
import { ascending } from './ordering.ts'
import { appendTo, byKey, type ChainEnd, type Chains } from './postgres-chains.ts'
import { shardOf } from './postgres-ledger.ts'
import type { PostedNames } from './postgres-names.ts'
import { measuresMax } from './read-model.ts'
import { ByteReader, ByteWriter } from './varint.ts'

const columns = 24

/** A row with its chain, its place among the rows of its cell and position, and among all of its position. */
type Placed = { readonly row: EntryRow; readonly end: ChainEnd; readonly ord: number; readonly place: number }

/** Rows with their chains and places, in posting order. */
export const placed = (
  rows: readonly EntryRow[],
  { names, chains, shards }: { readonly names: PostedNames; readonly chains: Chains; readonly shards: number },
): readonly Placed[] => {
  let position = -1n
  let place = 0
  return rows.map((row) => {
    if (row.position !== position) {
      position = row.position
      place = 0
    }
    const key = {
      ledger: names.ledger(row.ledger),
      period: row.period,
      entity: names.entity(row.entity),
      shard: shardOf(row.partition, shards),
    }
    const cell = chains.cell(key)
    if (cell.position !== position) {
      cell.position = position
      cell.rows = 0
    }
    return { row, end: chains.end(cell, key), ord: cell.rows++, place: place++ }
  })
}

/**
 * The rows as the table has them, with the running totals after each, in blocks. They are coded in posting order, while what they
 * share is at hand, and stored by chain in the order of the table's key: its index is then written from left to right, and the entries
 * of one chain come to lie together.
 */
export const codedEntries = (rows: readonly Placed[], names: PostedNames): Iterable<Uint8Array> => {
  const coding = new EntryCoding(names)
  const byChain = new Map<ChainEnd, Uint8Array[]>()
  for (const placed of rows) {
    const coded = coding.coded(placed)
    const ofChain = byChain.get(placed.end)
    if (ofChain === undefined) byChain.set(placed.end, [coded])
    else ofChain.push(coded)
  }
  const sorted = [...byChain].sort(([a], [b]) => byKey(a, b))
  return copyBlocks(sorted.flatMap(([, coded]) => coded))
}

/** Codes rows that are given in posting order: those of one event mostly rest on the same. */
class EntryCoding {
  readonly #names: PostedNames
  readonly #rows = new BinaryRows()
  readonly #writer = new ByteWriter(64)
  #because: readonly bigint[] = []
  #causes: Uint8Array = new Uint8Array()

  constructor(names: PostedNames) {
    this.#names = names
  }

  /** Appends a row to its chain, and gives it as COPY takes it. */
  coded({ row, end, ord, place }: Placed): Uint8Array {
    appendTo(end, row)
    const coded = this.#rows
    coded.begin(columns)
    coded.int8(row.position)
    this.#measures(row, end)
    for (const value of [row.period, end.entity, this.#names.partition(row.partition), row.day, ord, place, end.nth])
      coded.int4(value)
    for (const value of [end.ledger, this.#names.reason(row.reason), end.shard]) coded.int2(value)
    coded.bytes(this.#causesOf(row))
    return coded.end()
  }

  #measures({ deltas }: EntryRow, { totals }: ChainEnd): void {
    const coded = this.#rows
    for (let column = 0; column < deltas.length; column += 1) {
      coded.int8(deltas[column] ?? 0n)
      coded.int8(totals[column] ?? 0n)
    }
    for (let column = deltas.length; column < measuresMax; column += 1) {
      coded.absent()
      coded.absent()
    }
  }

  #causesOf({ because }: EntryRow): Uint8Array {
    if (because !== this.#because) {
      this.#because = because
      this.#causes = codedCauses(this.#writer, because)
    }
    return this.#causes
  }
}

const codedCauses = (writer: ByteWriter, because: readonly bigint[]): Uint8Array => {
  writer.clear()
  let before = 0
  for (const position of because.length === 1 ? because : ascending(because)) {
    writer.unsigned(Number(position) - before) // Positions count events: they stay below 2^53.
    before = Number(position)
  }
  return writer.written()
}

/** The positions that an entry rests on. */
export const causesIn = (coded: Uint8Array): readonly bigint[] => {
  const reader = new ByteReader(coded)
  const causes: bigint[] = []
  for (let position = 0; !reader.isAtEnd; causes.push(BigInt(position))) position += reader.unsigned()
  return causes
}

/** The calendar year that a period begins in; null where there is no table for it. */
export const yearOf = (period: number): number | null => {
  const year = new Date(Math.floor(period / 8) * 86_400_000).getUTCFullYear()
  return year >= 1970 && year < 2200 ? year : null
}
