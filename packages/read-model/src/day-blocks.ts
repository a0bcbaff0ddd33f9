import type { DayNumber } from '@daybook/projections'
import { blockPositions, lastFullBlock } from './block.ts'
import type { Cells } from './cells.ts'
import type { Place, PositionIndex } from './position-index.ts'
import { type CellKey, RunReader } from './run.ts'
import { type Connection, columnOf, type RowStatement, rowsOf, type Statement } from './sqlite-driver.ts'
import type { Runs } from './sqlite-runs.ts'
import { Sums } from './sums.ts'

/** Entries from which on a cell has day blocks. Below, reading by day scans the cell. */
export const entriesMin = 256

type Cums = readonly (bigint | null)[]

/** Sums by day of crowded cells, written when a block is full and read instead of all entries before its end. */
export class DayBlocks {
  readonly #cells: Cells
  readonly #runs: Runs
  readonly #index: PositionIndex
  readonly #insert: Statement
  readonly #exists: Statement
  readonly #existsBy: Statement
  readonly #sum: RowStatement<Cums>
  readonly #latest: RowStatement<readonly bigint[]>
  /** Crowded cells that the open block has moved, as far back as `#since`. */
  readonly #crowded = new Map<string, CellKey>()
  #since = 0

  constructor(database: Connection, parts: { readonly cells: Cells; readonly runs: Runs; readonly index: PositionIndex }) {
    this.#cells = parts.cells
    this.#runs = parts.runs
    this.#index = parts.index
    const ofCell = 'ledger = ? AND period = ? AND entity = ?'
    const cums = 'cum, cum1, cum2, cum3, cum4, cum5'
    this.#insert = database.prepare('INSERT INTO day_block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#exists = columnOf(database, `SELECT 1 FROM day_block WHERE ${ofCell} LIMIT 1`)
    this.#existsBy = columnOf(database, `SELECT 1 FROM day_block WHERE ${ofCell} AND block <= ? LIMIT 1`)
    // With max(), the other columns come from the row that holds the maximum: sqlite.org/lang_select.html#bareagg
    const newest = `SELECT max(block), ${cums} FROM day_block WHERE ${ofCell} AND day <= ? AND block <= ? GROUP BY day`
    const sums = ['cum', 'cum1', 'cum2', 'cum3', 'cum4', 'cum5'].map((column) => `sum(${column})`)
    this.#sum = rowsOf<Cums>(database, `SELECT ${sums.join(', ')} FROM (${newest})`).safeIntegers()
    const latest = `SELECT day, max(block), ${cums} FROM day_block WHERE ${ofCell} AND day >= ? AND day <= ? GROUP BY day`
    this.#latest = rowsOf<readonly bigint[]>(database, latest).safeIntegers()
  }

  /** Sums of the days up to `day` of all blocks up to `block`, or null when the cell was not crowded by then. */
  read(cell: CellKey, day: DayNumber, block: number): Cums | null {
    if (block < 0) return null
    const { ledger, period, entity } = cell
    if (this.#existsBy.get(ledger, period, entity, block) === undefined) return null
    return this.#sum.get(ledger, period, entity, day, block) ?? null
  }

  /** Notes that the open block has moved a cell. */
  note(cell: CellKey & { readonly count: number }): void {
    if (cell.count >= entriesMin) this.#crowded.set(nameOf(cell), cell)
  }

  /** Writes the rows of the block that ends at the position, whose entries are all stored. */
  seal(position: number): void {
    const start = position - blockPositions + 1
    if (this.#since > start) this.#noteAgain(start)
    const block = lastFullBlock(position)
    for (const cell of [...this.#crowded.values()].sort(byKey)) this.#sealCell(cell, block)
    this.#crowded.clear()
    this.#since = position + 1
  }

  /** Forgets what the open block has moved: `seal` will look it up. */
  forget(position: number): void {
    this.#crowded.clear()
    this.#since = position + 1
  }

  #noteAgain(start: number): void {
    const moved = new Map(this.#index.between(start, this.#since - 1).map((place: Place) => [nameOf(place), place]))
    for (const { ledger, period, entity } of moved.values())
      this.note(this.#cells.cell(this.#cells.ofPeriod(ledger, period), entity))
  }

  /** The first time a row for each day that has an entry, later for each day that the block has moved. */
  #sealCell(cell: CellKey, block: number): void {
    const { ledger, period, entity } = cell
    const end = (block + 1) * blockPositions - 1
    const isFirst = this.#exists.get(ledger, period, entity) === undefined
    const byDay = this.#sumsByDay(cell, isFirst ? 0 : end - blockPositions + 1, end)
    if (!isFirst) this.#addLatest(cell, byDay)
    for (const [day, sums] of byDay) this.#insert.run(ledger, period, entity, day, block, ...sums.values())
  }

  #addLatest({ ledger, period, entity }: CellKey, byDay: ReadonlyMap<DayNumber, Sums>): void {
    const days = [...byDay.keys()]
    for (const [day, , ...cums] of this.#latest.all(ledger, period, entity, Math.min(...days), Math.max(...days))) {
      byDay.get(Number(day))?.addTotals(cums)
    }
  }

  #sumsByDay(cell: CellKey, from: number, to: number): ReadonlyMap<DayNumber, Sums> {
    const byDay = new Map<DayNumber, Sums>()
    for (const run of this.#runs.within(cell, from, to)) {
      for (const reader = new RunReader(run); reader.next(); ) {
        if (reader.position < from || reader.position > to) continue
        const sums = byDay.get(reader.day) ?? new Sums()
        sums.addDeltas(reader.deltas)
        byDay.set(reader.day, sums)
      }
    }
    return byDay
  }
}

const nameOf = ({ ledger, period, entity }: CellKey): string => `${ledger} ${period} ${entity}`

const byKey = (a: CellKey, b: CellKey): number => a.ledger - b.ledger || a.period - b.period || a.entity - b.entity
