import type { PeriodKey } from '@daybook/projections'
import type { CellKey, StoredRun } from './run.ts'
import { type Connection, columnOf, type RowStatement, rowsOf, type Statement } from './sqlite-driver.ts'

/**
 * Entries come as hex text: the driver would give each blob a buffer of its own, whose collection took most of the time of one read
 * in a hundred; what is made of text shares a pool.
 */
type RunRow = readonly [position: number, ord: number, hex: string]

const ofCell = 'ledger = ? AND period = ? AND entity = ?'

/** The stored runs of a cell, read in order. */
export class Runs {
  readonly #newest: RowStatement<RunRow>
  readonly #lastAt: RowStatement<RunRow>
  readonly #before: RowStatement<RunRow>
  readonly #within: RowStatement<RunRow>
  readonly #any: Statement

  constructor(database: Connection) {
    const select = `SELECT position, ord, hex(entries) FROM run WHERE ${ofCell}`
    const newestFirst = 'ORDER BY position DESC, ord DESC LIMIT 1'
    this.#newest = rowsOf(database, `${select} ${newestFirst}`)
    this.#lastAt = rowsOf(database, `${select} AND position <= ? ${newestFirst}`)
    this.#before = rowsOf(database, `${select} AND position < ? ${newestFirst}`)
    this.#any = columnOf(database, 'SELECT 1 FROM run WHERE ledger = ? AND period = ? LIMIT 1')
    this.#within = rowsOf(database, `${select} AND position >= ? AND position <= ? ORDER BY position, ord`)
  }

  hasAny(ledger: number, period: PeriodKey): boolean {
    return this.#any.get(ledger, period) !== undefined
  }

  /** The newest run of the cell. */
  last(cell: CellKey): StoredRun | null {
    return storedRun(cell, this.#newest.get(cell.ledger, cell.period, cell.entity))
  }

  /** The run that holds the last entry at or before the position. */
  lastAt(cell: CellKey, position: number): StoredRun | null {
    return storedRun(cell, this.#lastAt.get(cell.ledger, cell.period, cell.entity, position))
  }

  /** Runs that may hold entries with `from <= position <= to`; the first and the last may hold others as well. */
  within(cell: CellKey, from: number, to: number): readonly StoredRun[] {
    const { ledger, period, entity } = cell
    const rows = this.#within.all(ledger, period, entity, from, to)
    const before = from > 0 ? this.#before.get(ledger, period, entity, from) : undefined
    return (before === undefined ? rows : [before, ...rows]).map((row) => runOf(period, row))
  }
}

const storedRun = ({ period }: CellKey, row: RunRow | undefined): StoredRun | null =>
  row === undefined ? null : runOf(period, row)

const runOf = (period: PeriodKey, [position, ord, hex]: RunRow): StoredRun => ({
  period,
  position,
  ord,
  entries: Buffer.from(hex, 'hex'),
})
