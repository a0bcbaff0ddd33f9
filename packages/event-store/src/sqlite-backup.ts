import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { EventStoreFault } from './fault.ts'
import { type Connection, connect, guarded } from './sqlite-driver.ts'
import type { Failpoint } from './sqlite-writer.ts'

/** A copy of a log: complete, and on the disk. */
export type Backup = {
  readonly file: string
  /** The last event it holds; -1 when it holds none. */
  readonly position: bigint
  readonly bytes: number
  /** Hex SHA-256 of the file. */
  readonly sha256: string
}

/**
 * Pages copied before others get a turn. The writer goes on between two runs of 2 MiB, as it carries its own changes into the copy. To
 * a reader the writer's changes are another's, which make a copy begin again: it takes all pages at once.
 */
const pagesAtOnce = { writer: 256, reader: 0x7fffffff }

type BackupOptions = { readonly directory: string; readonly failpoint: Failpoint }

/**
 * Copies the log under its own name into `directory`, while it is being written. The copy holds whole batches only, is one plain file,
 * and gets its name last: a copy that was cut short is not there. An older copy is not overwritten.
 */
export const backUp = async (database: Connection, options: BackupOptions): Promise<Backup> => {
  const { directory, failpoint } = options
  const file = join(directory, basename(database.name))
  if (existsSync(file)) throw new EventStoreFault('not-openable', `${file} is there already`)
  await mkdir(directory, { recursive: true })
  const part = `${file}.part`
  await rm(part, { force: true })
  const pages = database.readonly ? pagesAtOnce.reader : pagesAtOnce.writer
  await database.backup(part, { progress: () => pages })
  const position = guarded(() => asPlainFile(part))
  await sync(part)
  const { bytes, sha256 } = await digest(part)
  failpoint('backup-half')
  await rename(part, file)
  await sync(directory)
  return { file, position, bytes, sha256 }
}

/** Out of WAL mode, so that nothing of the copy can stand in a second file; the last position it holds. */
const asPlainFile = (part: string): bigint => {
  const copy = connect(part, { readOnly: false, timeout: 0 })
  try {
    copy.pragma('journal_mode = DELETE')
    return BigInt(String(copy.prepare('SELECT coalesce(max(position), -1) FROM event').pluck().get()))
  } finally {
    copy.close()
  }
}

const sync = async (path: string): Promise<void> => {
  await using handle = await open(path, 'r')
  await handle.sync()
}

const digest = async (path: string): Promise<{ readonly bytes: number; readonly sha256: string }> => {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
