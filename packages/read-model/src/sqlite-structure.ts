import { connect } from './sqlite-driver.ts'

/** What SQLite itself finds wrong with a ledger file: pages, rows and what its indexes tell of them; null when it is sound. */
export const structureProblem = (file: string): string | null => {
  const database = connect(file, { readOnly: true, timeout: 1_000 })
  try {
    const found = String(database.prepare('PRAGMA integrity_check(1)').pluck().get())
    return found === 'ok' ? null : found
  } finally {
    database.close()
  }
}
