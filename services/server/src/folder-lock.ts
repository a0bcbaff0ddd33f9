import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

const Holder = z.object({ pid: z.number(), command: z.string(), address: z.string().nullable(), since: z.string() })

/** Who holds a data folder; `address` is where it serves, or null when it does not. */
export type Holder = z.infer<typeof Holder>

/** A data folder that is ours until disposed. */
export interface FolderLock extends AsyncDisposable {
  /** Tells others where we serve, so that their commands work through us. */
  announce(address: string): void
}

export type LockResult = { readonly ok: true; readonly lock: FolderLock } | { readonly ok: false; readonly holder: Holder | null }

/**
 * Takes a data folder for this process, or tells who has it. Makes the folder when it is not there.
 *
 * The lock is one of the operating system, on the file `lock`: it is gone when its process is, however it ended. Beside it stands
 * `lock.json`, which says who holds it.
 */
export const lockFolder = (folder: string, { command, now }: { readonly command: string; readonly now: number }): LockResult => {
  mkdirSync(folder, { recursive: true })
  const database = seize(folder)
  if (database === null) return { ok: false, holder: readHolder(folder) }
  const mine = { pid: process.pid, command, since: new Date(now).toISOString() }
  writeHolder(folder, { ...mine, address: null })
  return {
    ok: true,
    lock: {
      announce: (address) => writeHolder(folder, { ...mine, address }),
      [Symbol.asyncDispose]: async () => {
        rmSync(join(folder, 'lock.json'), { force: true })
        database.close()
      },
    },
  }
}

/** A write transaction that is never written to nor ended: only one process can have it. Null when another has. */
const seize = (folder: string): Database.Database | null => {
  const database = new Database(join(folder, 'lock'), { timeout: 0 })
  try {
    database.exec('BEGIN IMMEDIATE')
    return database
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}

const writeHolder = (folder: string, holder: Holder): void => {
  const file = join(folder, 'lock.json')
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(holder)}\n`)
  renameSync(`${file}.${process.pid}`, file)
}

const readHolder = (folder: string): Holder | null => {
  try {
    return Holder.parse(JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')))
  } catch {
    return null // Seized a moment ago, and not yet announced.
  }
}
