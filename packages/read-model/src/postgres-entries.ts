import type { EntryRow } from '@daybook/projections'
import { BinaryRows } from './binary-rows.ts'
import { ascending } from './ordering.ts'
import { appendTo, type ChainKey, type Chains } from './postgres-chains.ts'
import { type Ledger, shardOf } from './postgres-ledger.ts'
import type { PostedNames } from './postgres-names.ts'
import { measuresMax } from './read-model.ts'
import { ByteReader, ByteWriter } from './varint.ts'

const columns = 24

type Placed = { readonly row: EntryRow; readonly key: ChainKey; readonly ord: number; readonly place: number }

/** Rows with their chains and places, in posting order. */
export const placed = (rows: readonly EntryRow[], names: PostedNames, { shards }: Ledger): readonly Placed[] => {
  const shardsOf = new Map<string, number>()
  let position = -1n
  let place = 0
  let ords = new Map<string, number>()
  return rows.map((row) => {
    if (row.position !== position) {
      position = row.position
      place = 0
      ords = new Map()
    }
    const shard = shardsOf.get(row.partition) ?? shardOf(row.partition, shards)
    shardsOf.set(row.partition, shard)
    const key = { ledger: names.ledger(row.ledger), period: row.period, entity: names.entity(row.entity), shard }
    const cell = `${key.ledger} ${key.period} ${key.entity}`
    const ord = ords.get(cell) ?? 0
    ords.set(cell, ord + 1)
    return { row, key, ord, place: place++ }
  })
}

/** The rows as the table has them, with the running totals after each. */
export const codedEntries = (rows: readonly Placed[], chains: Chains, names: PostedNames): readonly Uint8Array[] => {
  const coded = new BinaryRows(columns)
  const writer = new ByteWriter(64)
  for (const { row, key, ord, place } of rows) {
    const end = chains.end(key)
    appendTo(end, row)
    coded.row()
    coded.int8(row.position)
    for (let column = 0; column < measuresMax; column += 1) {
      const delta = row.deltas[column]
      if (delta === undefined) {
        coded.absent()
        coded.absent()
      } else {
        coded.int8(delta)
        coded.int8(end.totals[column] ?? 0n)
      }
    }
    for (const value of [row.period, key.entity, names.partition(row.partition), row.day, ord, place, end.nth]) coded.int4(value)
    for (const value of [key.ledger, names.reason(row.reason), key.shard]) coded.int2(value)
    coded.bytes(codedCauses(writer, row.because))
  }
  return coded.ended()
}

const codedCauses = (writer: ByteWriter, because: readonly bigint[]): Uint8Array => {
  writer.clear()
  let before = 0
  for (const position of ascending(because)) {
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
