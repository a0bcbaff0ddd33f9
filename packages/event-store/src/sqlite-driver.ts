import { createRequire } from 'node:module'
import Database from 'better-sqlite3'
import { EventStoreFault } from './fault.ts'

/** A connection to one SQLite file. */
export type Connection = Database.Database

/** A prepared statement. */
export type Statement = Database.Statement

/** Opens a file, and makes it unless it is only to be read. `timeout`: milliseconds to wait for a lock. */
export const connect = (file: string, options: { readonly readOnly: boolean; readonly timeout: number }): Connection =>
  new Database(file, { readonly: options.readOnly, fileMustExist: options.readOnly, timeout: options.timeout })

/** Which SQLite the program runs on: of the library, and of the driver that brings it. */
export const sqliteVersions = (): { readonly sqlite: string; readonly driver: string } => {
  const memory = new Database(':memory:')
  const sqlite = String(memory.prepare('SELECT sqlite_version()').pluck().get())
  memory.close()
  const manifest: { readonly version: string } = createRequire(import.meta.url)('better-sqlite3/package.json')
  return { sqlite, driver: `better-sqlite3 ${manifest.version}` }
}

/** SQLite's own code of an error, such as `SQLITE_BUSY`; null for any other error. */
export const sqliteCode = (error: unknown): string | null => (error instanceof Database.SqliteError ? error.code : null)

/** Whether SQLite refused a row because a unique index holds its key. */
export const isUniqueViolation = (error: unknown): boolean =>
  /^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY)$/.test(sqliteCode(error) ?? '')

/** Does something on a file, and turns what SQLite throws into a fault. */
export const guarded = <Value>(use: () => Value): Value => {
  try {
    return use()
  } catch (error) {
    throw faultOf(sqliteCode(error), error) ?? error
  }
}

/** The fault behind a code of SQLite, or null where the code stands for a mistake of ours. */
export const faultOf = (code: string | null, cause?: unknown): EventStoreFault | null => {
  if (code === null) return null
  const because = { cause }
  if (code === 'SQLITE_FULL') return new EventStoreFault('disk-full', 'the disk of the event log is full', because)
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(code)) return new EventStoreFault('busy', 'another connection holds the event log', because)
  if (/^SQLITE_NOTADB/.test(code)) return new EventStoreFault('not-openable', 'the file is not an event log', because)
  if (/^SQLITE_CORRUPT/.test(code)) return new EventStoreFault('damaged', 'the event log is damaged', because)
  if (/^SQLITE_(?:IOERR|CANTOPEN|READONLY|PERM|NOLFS)/.test(code)) {
    return new EventStoreFault('storage-failed', `the disk of the event log failed: ${code}`, because)
  }
  return null
}
