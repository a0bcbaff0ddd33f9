import { EventStoreFault } from './fault.ts'
import { type Connection, connect, guarded } from './sqlite-driver.ts'
import { applicationId, schema, schemaVersion } from './sqlite-schema.ts'

/** Bytes a page. 4 KiB writes less at each commit, 8 KiB needs fewer pages a row; measured in the README. */
const pageSize = 8_192

/** Older releases could damage a file that two connections use: sqlite.org/wal.html#walresetbug. */
const sqliteVersionMin = [3, 51, 3]

/** What is left of a write-ahead log that begins anew. */
const walBytesKept = 67_108_864

/** How long a writer waits for a lock, in which time nothing else is done; a reader may wait longer, as it does so in a thread of its own. */
export const busyTimeoutMs = 250
const busyTimeoutOfReaderMs = 1_000

/**
 * Opens the file of a log, and makes it when there is none. Every setting that durability rests on is read back:
 * better-sqlite3 is built so that a file opened again would run at `synchronous=NORMAL` without a word.
 */
export const openLogFile = (file: string, options: { readonly readOnly: boolean; readonly pagesMax?: number }): Connection => {
  const { readOnly, pagesMax } = options
  const timeout = readOnly ? busyTimeoutOfReaderMs : busyTimeoutMs
  const database = guarded(() => connect(file, { readOnly, timeout }))
  try {
    guarded(() => {
      assertVersion(database)
      assertOurs(database, file)
      database.defaultSafeIntegers(true)
      database.pragma('cell_size_check = ON')
      database.pragma('trusted_schema = OFF')
      database.pragma('foreign_keys = ON')
      database.pragma('cache_size = -32768')
      if (!readOnly) prepareWriter(database, pagesMax)
    })
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const prepareWriter = (database: Connection, pagesMax: number | undefined): void => {
  database.pragma(`page_size = ${pageSize}`)
  const mode = database.pragma('journal_mode = WAL', { simple: true })
  if (mode !== 'wal') throw new EventStoreFault('not-openable', `the log must be in WAL mode, but is in ${mode}`)
  database.pragma('synchronous = FULL')
  const synchronous = database.pragma('synchronous', { simple: true })
  if (synchronous !== 2n) throw new EventStoreFault('not-openable', `synchronous must be 2 (FULL), but is ${synchronous}`)
  database.pragma('wal_autocheckpoint = 0')
  database.pragma(`journal_size_limit = ${walBytesKept}`)
  database.pragma('temp_store = MEMORY')
  if (pagesMax !== undefined) database.pragma(`max_page_count = ${pagesMax}`)
  const version = database.pragma('user_version', { simple: true })
  if (version === 0n) database.transaction(() => createSchema(database)).immediate()
}

const createSchema = (database: Connection): void => {
  database.pragma(`application_id = ${applicationId}`)
  database.pragma(`user_version = ${schemaVersion}`)
  database.exec(schema)
}

const assertVersion = (database: Connection): void => {
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  const differing = sqliteVersionMin.findIndex((least, index) => parts[index] !== least)
  const older = differing >= 0 && (parts[differing] ?? 0) < (sqliteVersionMin[differing] ?? 0)
  if (older) throw new EventStoreFault('not-openable', `SQLite ${version} is older than ${sqliteVersionMin.join('.')}`)
}

const assertOurs = (database: Connection, file: string): void => {
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get())
  if (tables === 0 && !database.readonly) return
  const application = Number(database.pragma('application_id', { simple: true }))
  const version = Number(database.pragma('user_version', { simple: true }))
  if (application !== applicationId) throw new EventStoreFault('not-openable', `${file} is not an event log`)
  if (version > schemaVersion) {
    throw new EventStoreFault('not-openable', `${file} has format ${version}; this release knows up to ${schemaVersion}`)
  }
}
