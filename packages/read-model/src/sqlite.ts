import type { ReadModel } from './read-model.ts'
import { auditSqlite } from './sqlite-audit.ts'
import { bookOf } from './sqlite-book.ts'
import { readSqliteDimensions } from './sqlite-dimensions.ts'
import { readSqliteDocuments } from './sqlite-documents.ts'
import { type Connection, sqliteCode } from './sqlite-driver.ts'
import { openLedgerFile } from './sqlite-file.ts'
import { type PostingFailpoint, sqlitePosting } from './sqlite-post.ts'
import { readSqliteRows } from './sqlite-rows.ts'
import { sqliteWorkingState } from './sqlite-working-state.ts'

/**
 * Opens the ledgers of one generation in a SQLite file, and makes them when there is none. One connection posts; any number of others,
 * opened with `readOnly`, see each batch as soon as it is committed.
 */
export const openSqliteReadModel = async (options: {
  readonly file: string
  readonly readOnly?: boolean
  /** For crash tests: called in the middle of posting. */
  readonly failpoint?: PostingFailpoint | undefined
}): Promise<ReadModel> => {
  const { file, readOnly = false, failpoint = () => {} } = options
  const database = openLedgerFile(file, readOnly)
  const book = bookOf(database)
  const posting = sqlitePosting(book, failpoint)
  return {
    claim: async () => posting.claim(),
    checkpoint: async () => book.checkpoint(),
    post: async (batch) => posting.post(batch),
    working: sqliteWorkingState(book),
    storesAside: false,
    ...readSqliteRows(book),
    ...readSqliteDimensions(book),
    ...readSqliteDocuments(book),
    audit: () => auditSqlite(book),
    [Symbol.asyncDispose]: async () => {
      if (!readOnly) optimize(database)
      database.close()
    },
  }
}

/** What it gathers makes later reads faster, and no more: a full or failing disk must not turn a close into a failure. */
const optimize = (database: Connection): void => {
  try {
    database.pragma('optimize')
  } catch (error) {
    if (sqliteCode(error) === null) throw error
  }
}
