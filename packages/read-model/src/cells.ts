import type { EntryRow } from '@daybook/projections'
import { type CellKey, entriesMax, firstDayOf, RunReader, type StoredRun, writeEntry, writeOpening } from './run.ts'
import type { Connection, Statement } from './sqlite-driver.ts'
import type { Runs } from './sqlite-runs.ts'
import { ByteWriter, joined } from './varint.ts'

/** Cells whose ends are kept at hand; when there are more, all are forgotten and met again by a seek. */
const cellsMax = 60_000

/** An entry to be stored, with the numbers of its names. */
export type NumberedRow = { readonly row: EntryRow; readonly reason: number; readonly partition: number }

/** The end of a cell: what the next entry follows, and the run that it may still go into. */
export type Cell = CellKey & {
  columns: number
  count: number
  totals: bigint[]
  position: number
  ord: number
  run: OpenRun | null
  readonly pending: NumberedRow[]
}

type OpenRun = { readonly position: number; readonly ord: number; size: number; bytes: Uint8Array; isStored: boolean }

/** The newest run of each cell that is being posted to, and how entries get into it. */
export class Cells {
  readonly #kept = new Map<number, Map<number, Map<number, Cell>>>()
  #size = 0
  readonly #writer = new ByteWriter()
  readonly #totals = new ByteWriter()
  readonly #insert: Statement
  readonly #update: Statement
  readonly #runs: Runs

  constructor(database: Connection, runs: Runs) {
    this.#runs = runs
    this.#insert = database.prepare(
      'INSERT INTO run (totals, entries, ledger, period, entity, position, ord) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#update = database.prepare(
      'UPDATE run SET totals = ?, entries = ? WHERE ledger = ? AND period = ? AND entity = ? AND position = ? AND ord = ?',
    )
  }

  cell(ledger: number, period: number, entity: number): Cell {
    const ofPeriod = this.#periodOf(ledger, period)
    const known = ofPeriod.get(entity)
    if (known !== undefined) return known
    const cell = this.#stored({ ledger, period, entity })
    ofPeriod.set(entity, cell)
    this.#size += 1
    return cell
  }

  /** Stores the pending entries of a cell. A run is written once for all that a batch adds to it. */
  write(cell: Cell): void {
    for (const pending of cell.pending) this.#append(cell, pending)
    if (cell.run !== null) this.#store(cell, cell.run)
    cell.pending.length = 0
  }

  forgetWhenMany(): void {
    if (this.#size > cellsMax) this.forget()
  }

  forget(): void {
    this.#kept.clear()
    this.#size = 0
    this.#writer.take()
  }

  #periodOf(ledger: number, period: number): Map<number, Cell> {
    const ofLedger = this.#kept.get(ledger) ?? new Map<number, Map<number, Cell>>()
    const ofPeriod = ofLedger.get(period) ?? new Map<number, Cell>()
    if (ofPeriod.size === 0) this.#kept.set(ledger, ofLedger.set(period, ofPeriod))
    return ofPeriod
  }

  #append(cell: Cell, { row, reason, partition }: NumberedRow): void {
    const position = Number(row.position)
    if (cell.count === 0) Object.assign(cell, { columns: row.deltas.length, totals: row.deltas.map(() => 0n) })
    if (row.deltas.length !== cell.columns) {
      throw new Error(`a row of ledger ${row.ledger} has ${row.deltas.length} measures, its cell has ${cell.columns}`)
    }
    cell.ord = cell.count > 0 && position === cell.position ? cell.ord + 1 : 0
    const run = this.#runWithRoom(cell, position)
    writeEntry(this.#writer, {
      gap: run.size === 0 ? 0 : position - cell.position,
      position,
      dayOffset: row.day - firstDayOf(cell.period),
      reason,
      partition,
      because: row.because,
      deltas: row.deltas,
    })
    run.size += 1
    cell.position = position
    cell.count += 1
    addTo(cell.totals, row.deltas)
  }

  #runWithRoom(cell: Cell, position: number): OpenRun {
    if (cell.run !== null && cell.run.size < entriesMax) return cell.run
    if (cell.run !== null) this.#store(cell, cell.run)
    writeOpening(this.#writer, cell)
    cell.run = { position, ord: cell.ord, size: 0, bytes: new Uint8Array(), isStored: false }
    return cell.run
  }

  #store(cell: Cell, run: OpenRun): void {
    if (this.#writer.length === 0) return
    run.bytes = joined(run.bytes, this.#writer.take())
    for (const total of cell.totals) this.#totals.amount(total)
    const statement = run.isStored ? this.#update : this.#insert
    statement.run(this.#totals.take(), run.bytes, cell.ledger, cell.period, cell.entity, run.position, run.ord)
    run.isStored = true
  }

  #stored(key: CellKey): Cell {
    const empty: Cell = { ...key, columns: 0, count: 0, totals: [], position: -1, ord: 0, run: null, pending: [] }
    const last = this.#runs.last(key)
    return last === null ? empty : { ...empty, ...endOf(last) }
  }
}

const addTo = (totals: bigint[], deltas: readonly bigint[]): void => {
  for (let column = 0; column < deltas.length; column += 1) {
    const delta = deltas[column] ?? 0n
    if (delta === 0n) continue
    const total = (totals[column] ?? 0n) + delta
    if (BigInt.asIntN(64, total) !== total) throw new Error(`a running total does not fit in 64 bits: ${total}`)
    totals[column] = total
  }
}

/** The cell after the last entry of its newest run. */
const endOf = (stored: StoredRun): Omit<Cell, keyof CellKey | 'pending'> => {
  const reader = new RunReader(stored)
  const { columns, count, totals } = reader.opening
  const sums = [...totals]
  let size = 0
  for (; reader.next(); size += 1) addTo(sums, reader.amounts())
  const run = { position: stored.position, ord: stored.ord, size, bytes: stored.entries, isStored: true }
  return { columns, count: count + size, totals: sums, position: reader.position, ord: reader.ord, run }
}
