import type { DayNumber, EntryRow, PeriodKey } from '@daybook/projections'
import {
  type CellKey,
  entriesMax,
  firstDayOf,
  type Origin,
  RunReader,
  type StoredRun,
  writeMeasures,
  writeOpening,
} from './run.ts'
import type { Connection, Statement } from './sqlite-driver.ts'
import type { Runs } from './sqlite-runs.ts'
import { Sums } from './sums.ts'
import { ByteWriter } from './varint.ts'

/** Cells whose ends are kept at hand; when there are more, all are forgotten and met again by a seek. */
const cellsMax = 60_000

/** The cells of a ledger's period that are being posted to. */
export type PeriodCells = {
  readonly ledger: number
  readonly period: PeriodKey
  /** Nothing was stored in it when it was met: what is not among `cells` has no entry, and no seek is needed to know. */
  readonly isNew: boolean
  readonly cells: Map<number, Cell>
  /** The days that its entries are known to span. */
  firstDay: DayNumber
  lastDay: DayNumber
}

/** The end of a cell: what the next entry follows, and the runs that are to be written. */
export type Cell = CellKey & {
  columns: number
  count: number
  readonly sums: Sums
  position: number
  ord: number
  /** The run that the next entry may still go into; null before the first. */
  run: OpenRun | null
  /** Full runs of this batch. */
  readonly full: FullRun[]
  /** It has entries that are not stored yet. */
  isMoved: boolean
}

/** `stored`: how many of its entries are in the table; 0 when it has no row yet. */
type OpenRun = { readonly position: number; readonly ord: number; size: number; readonly bytes: ByteWriter; stored: number }

type FullRun = { readonly run: OpenRun; readonly totals: Uint8Array }

/** The newest run of each cell that is being posted to, and how entries get into it. */
export class Cells {
  readonly #kept = new Map<number, Map<PeriodKey, PeriodCells>>()
  readonly #totals = new ByteWriter(64)
  readonly #insert: Statement
  readonly #update: Statement
  readonly #runs: Runs
  /** Writers of runs that are full and stored: the next runs are coded into them. */
  readonly #spare: ByteWriter[] = []
  #size = 0

  constructor(database: Connection, runs: Runs) {
    this.#runs = runs
    this.#insert = database.prepare(
      'INSERT INTO run (totals, entries, ledger, period, entity, position, ord) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#update = database.prepare(
      'UPDATE run SET totals = ?, entries = ? WHERE ledger = ? AND period = ? AND entity = ? AND position = ? AND ord = ?',
    )
  }

  ofPeriod(ledger: number, period: PeriodKey): PeriodCells {
    const ofLedger = this.#kept.get(ledger) ?? new Map<PeriodKey, PeriodCells>()
    const known = ofLedger.get(period)
    if (known !== undefined) return known
    const isNew = !this.#runs.hasAny(ledger, period)
    const cells = { ledger, period, isNew, cells: new Map<number, Cell>(), firstDay: Infinity, lastDay: -Infinity }
    this.#kept.set(ledger, ofLedger.set(period, cells))
    return cells
  }

  cell(ofPeriod: PeriodCells, entity: number): Cell {
    const known = ofPeriod.cells.get(entity)
    if (known !== undefined) return known
    const cell = this.#met({ ledger: ofPeriod.ledger, period: ofPeriod.period, entity }, ofPeriod.isNew)
    ofPeriod.cells.set(entity, cell)
    this.#size += 1
    return cell
  }

  /** Puts an entry behind the last one of its cell; `write` stores it. */
  append(cell: Cell, row: EntryRow, { position, coded }: Origin): void {
    if (cell.count === 0) cell.columns = row.deltas.length
    if (row.deltas.length !== cell.columns) {
      throw new Error(`a row of ledger ${row.ledger} has ${row.deltas.length} measures, its cell has ${cell.columns}`)
    }
    cell.ord = cell.count > 0 && position === cell.position ? cell.ord + 1 : 0
    const run = this.#runWithRoom(cell, position)
    run.bytes.unsigned(run.size === 0 ? 0 : position - cell.position)
    run.bytes.signed(row.day - firstDayOf(cell.period))
    run.bytes.append(coded)
    writeMeasures(run.bytes, row.deltas, cell.sums)
    run.size += 1
    cell.position = position
    cell.count += 1
  }

  /** Stores what was appended to a cell. A run is written once for all that a batch adds to it. */
  write(cell: Cell): void {
    for (const { run, totals } of cell.full) {
      this.#store(cell, run, totals)
      this.#spare.push(run.bytes)
    }
    cell.full.length = 0
    if (cell.run !== null) this.#store(cell, cell.run, this.#codedTotals(cell))
    cell.isMoved = false
  }

  forgetWhenMany(): void {
    if (this.#size > cellsMax) this.forget()
  }

  forget(): void {
    this.#kept.clear()
    this.#size = 0
  }

  #runWithRoom(cell: Cell, position: number): OpenRun {
    if (cell.run !== null && cell.run.size < entriesMax) return cell.run
    if (cell.run !== null) cell.full.push({ run: cell.run, totals: this.#codedTotals(cell).slice() })
    const bytes = this.#spare.pop() ?? new ByteWriter(56)
    bytes.clear()
    writeOpening(bytes, { columns: cell.columns, count: cell.count, totals: totalsOf(cell) })
    cell.run = { position, ord: cell.ord, size: 0, bytes, stored: 0 }
    return cell.run
  }

  #codedTotals(cell: Cell): Uint8Array {
    this.#totals.clear()
    for (const total of totalsOf(cell)) this.#totals.amount(total)
    return this.#totals.written()
  }

  #store(cell: Cell, run: OpenRun, totals: Uint8Array): void {
    if (run.stored === run.size) return
    const statement = run.stored > 0 ? this.#update : this.#insert
    statement.run(totals, run.bytes.written(), cell.ledger, cell.period, cell.entity, run.position, run.ord)
    run.stored = run.size
  }

  #met(key: CellKey, isNew: boolean): Cell {
    const last = isNew ? null : this.#runs.last(key)
    const end = last === null ? { columns: 0, count: 0, sums: new Sums(), position: -1, ord: 0, run: null } : endOf(last)
    return { ...key, ...end, full: [], isMoved: false }
  }
}

const totalsOf = ({ sums, columns }: Cell): readonly bigint[] => sums.values().slice(0, columns)

/** The cell after the last entry of its newest run. */
const endOf = (stored: StoredRun): Omit<Cell, keyof CellKey | 'full' | 'isMoved'> => {
  const reader = new RunReader(stored)
  const { columns, count, totals } = reader.opening
  const sums = new Sums()
  sums.addTotals(totals)
  let size = 0
  for (; reader.next(); size += 1) sums.addDeltas(reader.deltas)
  const bytes = new ByteWriter(stored.entries.length + 64)
  bytes.append(stored.entries)
  const run = { position: stored.position, ord: stored.ord, size, bytes, stored: size }
  return { columns, count: count + size, sums, position: reader.position, ord: reader.ord, run }
}
