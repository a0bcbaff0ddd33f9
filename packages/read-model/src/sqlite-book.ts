import { Cells } from './cells.ts'
import { DayBlocks } from './day-blocks.ts'
import { LedgerDamage } from './ledger-damage.ts'
import { PositionIndex } from './position-index.ts'
import type { Checkpoint } from './read-model.ts'
import { type Connection, type RowStatement, rowsOf } from './sqlite-driver.ts'
import { Entities, NameList } from './sqlite-names.ts'
import { Partitions } from './sqlite-partitions.ts'
import { Periods } from './sqlite-periods.ts'
import { Runs } from './sqlite-runs.ts'

/** One connection to the ledgers and what reading and posting over it have in common. */
export type Book = {
  readonly database: Connection
  readonly ledgers: NameList
  readonly reasons: NameList
  readonly entities: Entities
  readonly partitions: Partitions
  readonly periods: Periods
  readonly runs: Runs
  readonly index: PositionIndex
  readonly cells: Cells
  readonly dayBlocks: DayBlocks
  readonly checkpoint: () => Checkpoint
}

export const bookOf = (database: Connection): Book => {
  const runs = new Runs(database)
  const cells = new Cells(database, runs)
  const index = new PositionIndex(database)
  return {
    database,
    ledgers: new NameList(database, 'ledger'),
    reasons: new NameList(database, 'reason'),
    entities: new Entities(database),
    partitions: new Partitions(database),
    periods: new Periods(database),
    runs,
    index,
    cells,
    dayBlocks: new DayBlocks(database, { cells, runs, index }),
    checkpoint: checkpointReader(database),
  }
}

/** Drops what is kept at hand, which may hold what a failed batch has left or lack what another projector has posted. */
export const forgetAll = (book: Book, position: bigint): void => {
  for (const part of [book.ledgers, book.reasons, book.entities, book.partitions, book.periods, book.index, book.cells])
    part.forget()
  book.dayBlocks.forget(Number(position))
}

const checkpointReader = (database: Connection): (() => Checkpoint) => {
  const read: RowStatement<[bigint, bigint, bigint, bigint]> = rowsOf<[bigint, bigint, bigint, bigint]>(
    database,
    'SELECT position, epoch, events, entries FROM checkpoint',
  ).safeIntegers()
  return () => {
    const row = read.get()
    if (row === undefined) throw new LedgerDamage('the ledgers have lost their checkpoint')
    const [position, epoch, events, entries] = row
    return { position, epoch, events, entries }
  }
}
