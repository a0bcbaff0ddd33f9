import { readdirSync, readFileSync } from 'node:fs'
import { LedgerDamage } from './ledger-damage.ts'
import { type Connection, connect } from './sqlite-driver.ts'

/** 'Daybook ledger' in the header of the file: `DBkL`. */
const applicationId = 0x44426b4c

/** Bytes a page: measured in the README. */
const pageSize = 8_192

/** Older releases could damage a file that two connections use: sqlite.org/wal.html#walresetbug. */
const sqliteVersionMin = [3, 51, 3]

/** Pages after which a commit also moves the write-ahead log into the file: 64 MiB, so that a hot page is moved once for many commits. */
const checkpointPages = 8_192

const walBytesMax = 67_108_864

/** Kilobytes of pages each connection keeps. The writer's holds the open periods of a large book. */
const cacheKilobytes = { writer: 131_072, reader: 32_768 }

const busyTimeoutMs = { writer: 250, reader: 1_000 }

const migrationFolder = new URL('./migrations/sqlite/', import.meta.url)

/**
 * Opens the file of a generation, and makes it when there is none. `synchronous=NORMAL` is enough here: a power cut may take the last
 * commits, but their checkpoint with them, and posting them again gives the same rows.
 */
export const openLedgerFile = (file: string, readOnly: boolean): Connection => {
  const role = readOnly ? 'reader' : 'writer'
  const database = connect(file, { readOnly, timeout: busyTimeoutMs[role] })
  try {
    refuseOldSqlite(database)
    refuseForeign(database, file)
    database.pragma('cell_size_check = ON')
    database.pragma('trusted_schema = OFF')
    database.pragma(`cache_size = -${cacheKilobytes[role]}`)
    if (!readOnly) prepareWriter(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const migrations = (): readonly string[] =>
  readdirSync(migrationFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readFileSync(new URL(name, migrationFolder), 'utf8'))

const versionOf = (database: Connection): number => Number(database.pragma('user_version', { simple: true }))

const prepareWriter = (database: Connection): void => {
  database.pragma(`page_size = ${pageSize}`)
  const mode = database.pragma('journal_mode = WAL', { simple: true })
  if (mode !== 'wal' && !database.memory) throw new Error(`the ledgers must be in WAL mode, but are in ${mode}`)
  database.pragma('synchronous = NORMAL')
  database.pragma(`wal_autocheckpoint = ${checkpointPages}`)
  database.pragma(`journal_size_limit = ${walBytesMax}`)
  database.pragma('temp_store = MEMORY')
  database.transaction(() => migrate(database)).immediate()
}

const migrate = (database: Connection): void => {
  const all = migrations()
  for (const migration of all.slice(versionOf(database))) database.exec(migration)
  database.pragma(`application_id = ${applicationId}`)
  database.pragma(`user_version = ${all.length}`)
}

const refuseOldSqlite = (database: Connection): void => {
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  const differing = sqliteVersionMin.findIndex((least, index) => parts[index] !== least)
  const isOlder = differing >= 0 && (parts[differing] ?? 0) < (sqliteVersionMin[differing] ?? 0)
  if (isOlder) throw new Error(`SQLite ${version} is older than ${sqliteVersionMin.join('.')}`)
}

const refuseForeign = (database: Connection, file: string): void => {
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get())
  if (tables === 0 && !database.readonly) return
  const application = Number(database.pragma('application_id', { simple: true }))
  if (application !== applicationId) throw new LedgerDamage(`${file} holds no ledgers`)
  const known = migrations().length
  if (versionOf(database) > known) throw new Error(`${file} has format ${versionOf(database)}; this release knows up to ${known}`)
}
