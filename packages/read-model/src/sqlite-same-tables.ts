import { columnOf } from './sqlite-driver.ts'
import { openLedgerFile } from './sqlite-file.ts'

/** The tables that answers are read from, by what their rows are told apart by and what else they hold. */
const tables = [
  { table: 'checkpoint', key: ['book'], values: ['position'] },
  { table: 'name', key: ['list', 'number'], values: ['name'] },
  { table: 'entity', key: ['entity'], values: ['scope', 'id', 'team'] },
  { table: 'partition', key: ['partition'], values: ['name'] },
  { table: 'period', key: ['ledger', 'period'], values: ['first_day', 'last_day'] },
  { table: 'run', key: ['ledger', 'period', 'entity', 'position', 'ord'], values: ['totals', 'entries'] },
  { table: 'incomplete', key: ['position', 'kpi', 'partition'], values: ['day', 'problem'] },
] as const

/** Whether two ledger files hold the same entries under the same numbers, compared where they lie, without decoding one. */
export const haveSameTables = (file: string, other: string): boolean => {
  const database = openLedgerFile(file, true)
  try {
    database.prepare('ATTACH ? AS other').run(other)
    return tables.every(({ table, key, values }) => {
      const differs = values.map((column) => `ours.${column} IS NOT theirs.${column}`).join(' OR ')
      const missing = `theirs.${key[0]} IS NULL`
      const unlike = `SELECT 1 FROM main.${table} ours LEFT JOIN other.${table} theirs USING (${key.join(', ')}) WHERE ${missing} OR ${differs}`
      const counts = `(SELECT count(*) FROM main.${table}) = (SELECT count(*) FROM other.${table})`
      return columnOf<number>(database, `SELECT ${counts} AND NOT EXISTS (${unlike})`).get() === 1
    })
  } finally {
    database.close()
  }
}
