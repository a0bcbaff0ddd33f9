import type { DayNumber } from '@daybook/projections'
import { ascending } from './ordering.ts'
import { measuresMax } from './read-model.ts'
import type { Sums } from './sums.ts'
import { ByteReader, type ByteWriter, shortMax } from './varint.ts'

/** Entries that one run holds at most. More would make a posting of one event write more, fewer would make rows of their own cost more. */
export const entriesMax = 24

/** A cell: ledger and row entity by their numbers. */
export type CellKey = { readonly ledger: number; readonly period: number; readonly entity: number }

/** What a run begins with: how many measures its entries have, and what came before it in its cell. */
export type RunOpening = { readonly columns: number; readonly count: number; readonly totals: readonly bigint[] }

/** A run as it is stored: its period, where it begins, and its coded entries. */
export type StoredRun = { readonly period: number; readonly position: number; readonly ord: number; readonly entries: Uint8Array }

/** Day on which a period begins: an entry's day is stored as its distance from it. */
export const firstDayOf = (period: number): DayNumber => Math.floor(period / 8)

export const writeOpening = (writer: ByteWriter, { columns, count, totals }: RunOpening): void => {
  writer.byte(columns)
  writer.unsigned(count)
  for (const total of totals) writer.amount(total)
}

/** What rows of one event have in common: its numbers, and coded what it is named and rests on. */
export type Origin = { readonly position: number; readonly partition: number; readonly coded: Uint8Array }

/** Reason and partition by number, and the events that a row rests on, from the latest backwards. */
export const writeOrigin = (
  writer: ByteWriter,
  { because, position }: { readonly because: readonly bigint[]; readonly position: number },
  names: { readonly reason: number; readonly partition: number },
): void => {
  const causes = ascending(because)
  writer.unsigned(names.reason)
  writer.unsigned(names.partition)
  writer.unsigned(causes.length)
  let from = position
  for (let index = causes.length - 1; index >= 0; index -= 1) {
    const cause = Number(causes[index])
    writer.unsigned(from - cause)
    from = cause
  }
}

/** Which measures an entry moves, and by how much; added to the sums of its cell on the way. */
export const writeMeasures = (writer: ByteWriter, deltas: readonly bigint[], sums: Sums): void => {
  let moved = 0
  const mask = writer.length
  writer.byte(0)
  for (let column = 0; column < deltas.length; column += 1) {
    const delta = deltas[column] ?? 0n
    if (delta === 0n) continue
    moved |= 1 << column
    const short = Number(delta)
    if (short < shortMax && short > -shortMax) {
      writer.signed(short)
      sums.addShort(column, short)
    } else {
      writer.amount(delta)
      sums.addExact(column, delta)
    }
  }
  writer.patch(mask, moved)
}

/** Goes through the entries of a run one by one; the fields are those of the entry that `next` has just read. */
export class RunReader {
  position: number
  ord: number
  day: DayNumber = 0
  reason = 0
  partition = 0
  /** What `next` put there for each measure: a number as long as it has at most 48 bits. */
  readonly deltas: (number | bigint)[] = new Array<number | bigint>(measuresMax).fill(0)
  readonly #bytes: ByteReader
  readonly #firstDay: DayNumber
  readonly #columns: number
  readonly #count: number
  /** The totals before the run: numbers as long as they have at most 48 bits. */
  readonly #before: (number | bigint)[] = []
  #isFirst = true
  #becauseAt = 0

  constructor(run: StoredRun) {
    this.#bytes = new ByteReader(run.entries)
    this.#firstDay = firstDayOf(run.period)
    this.position = run.position
    this.ord = run.ord
    this.#columns = this.#bytes.byte()
    this.#count = this.#bytes.unsigned()
    for (let column = 0; column < this.#columns; column += 1) this.#before.push(this.#bytes.amount())
  }

  get opening(): RunOpening {
    return { columns: this.#columns, count: this.#count, totals: this.#before.map(BigInt) }
  }

  /** Adds the totals before the run: most values are read for these and a few entries. */
  addOpeningTo(sums: Sums): void {
    sums.addDeltas(this.#before)
  }

  next(): boolean {
    if (this.#bytes.isAtEnd) return false
    const gap = this.#bytes.unsigned()
    this.ord = this.#isFirst ? this.ord : gap === 0 ? this.ord + 1 : 0
    this.position += gap
    this.#isFirst = false
    this.day = this.#firstDay + this.#bytes.signed()
    this.reason = this.#bytes.unsigned()
    this.partition = this.#bytes.unsigned()
    this.#becauseAt = this.#bytes.at
    this.#bytes.skip(this.#bytes.unsigned())
    const moved = this.#bytes.byte()
    for (let column = 0; column < measuresMax; column += 1) {
      this.deltas[column] = (moved >> column) & 1 ? this.#bytes.amount() : 0
    }
    return true
  }

  /** The measures of the entry, as many as its ledger has. */
  amounts(): readonly bigint[] {
    return this.deltas.slice(0, this.#columns).map(BigInt)
  }

  /** Positions of the events that the entry rests on, smallest first. Read only when asked for: sums have no use for them. */
  because(): readonly bigint[] {
    const after = this.#bytes.at
    this.#bytes.at = this.#becauseAt
    const because = new Array<bigint>(this.#bytes.unsigned())
    let from = this.position
    for (let index = because.length - 1; index >= 0; index -= 1) {
      from -= this.#bytes.unsigned()
      because[index] = BigInt(from)
    }
    this.#bytes.at = after
    return because
  }
}
