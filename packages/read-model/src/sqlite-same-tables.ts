import { type Connection, columnOf } from './sqlite-driver.ts'
import { openLedgerFile } from './sqlite-file.ts'

type Table = { readonly table: string; readonly key: readonly string[]; readonly values: readonly string[] }

/** The tables that answers are read from, by what their rows are told apart by and what else they hold. */
const read: readonly Table[] = [
  { table: 'checkpoint', key: ['book'], values: ['position'] },
  { table: 'name', key: ['list', 'number'], values: ['name'] },
  { table: 'entity', key: ['entity'], values: ['scope', 'id', 'team'] },
  { table: 'partition', key: ['partition'], values: ['name'] },
  { table: 'period', key: ['ledger', 'period'], values: ['first_day', 'last_day'] },
  { table: 'run', key: ['ledger', 'period', 'entity', 'position', 'ord'], values: ['totals', 'entries'] },
  { table: 'incomplete', key: ['position', 'kpi', 'partition'], values: ['day', 'problem'] },
]

const sums = ['cum', 'cum1', 'cum2', 'cum3', 'cum4', 'cum5']

/** All that posting makes of a log, whatever the runs of events it took, without the epoch and without the numbers of facts. */
const posted: readonly Table[] = [
  ...read,
  { table: 'checkpoint', key: ['book'], values: ['events', 'entries'] },
  { table: 'day_block', key: ['ledger', 'period', 'entity', 'day', 'block'], values: sums },
  { table: 'entry_by_position', key: ['position', 'chunk'], values: ['places'] },
  { table: 'document', key: ['kind', 'id', 'position'], values: ['body'] },
  { table: 'partition', key: ['partition'], values: ['head', 'position', 'events'] },
  { table: 'event_of', key: ['partition', 'position'], values: ['events'] },
  { table: 'moved_by_other', key: ['partition', 'position'], values: [] },
  { table: 'fact', key: ['id', 'partition'], values: ['bucket', 'day', 'body'] },
  { table: 'touch', key: ['kind', 'key', 'partition'], values: [] },
]

/** Whether two ledger files hold the same entries under the same numbers, compared where they lie, without decoding one. */
export const haveSameTables = (file: string, other: string): boolean =>
  withBoth(file, other, (database) => read.every((table) => isSame(database, table)))

/** Tables in which two ledger files of the same log up to the same position differ, working state included; by name. */
export const differingTables = (file: string, other: string): readonly string[] =>
  withBoth(file, other, (database) => [...new Set(posted.filter((table) => !isSame(database, table)).map(({ table }) => table))])

const withBoth = <Value>(file: string, other: string, compare: (database: Connection) => Value): Value => {
  const database = openLedgerFile(file, true)
  try {
    database.prepare('ATTACH ? AS other').run(other)
    return compare(database)
  } finally {
    database.close()
  }
}

const isSame = (database: Connection, { table, key, values }: Table): boolean => {
  const differs = values.map((column) => ` OR ours.${column} IS NOT theirs.${column}`).join('')
  const missing = `theirs.${key[0]} IS NULL`
  // The rows themselves are read, and not an index that tells of them.
  const unlike = `SELECT 1 FROM main.${table} ours NOT INDEXED LEFT JOIN other.${table} theirs USING (${key.join(', ')}) WHERE ${missing}${differs}`
  const counts = `(SELECT count(*) FROM main.${table} NOT INDEXED) = (SELECT count(*) FROM other.${table} NOT INDEXED)`
  return columnOf<number>(database, `SELECT ${counts} AND NOT EXISTS (${unlike})`).get() === 1
}
