import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EventStoreFault } from './fault.ts'
import { type Connection, connect, sqliteCode } from './sqlite-driver.ts'

/** A data folder that is ours until released. */
export type DataFolderLock = {
  /** Says where those who find the folder held can reach us. */
  writeAddress(address: string): void
  release(): void
}

/** Who holds a data folder. `pid` is null until the holder has written it, `address` as long as it has none. */
export type DataFolderHolder = { readonly pid: number | null; readonly address: string | null }

/** The locks of this process: kept here, as a lock that is collected is a lock that is lost. */
const held = new Set<Connection>()

/**
 * Takes a data folder for writing, and makes it if need be. Throws `folder-in-use` when another process, or this one, holds it.
 *
 * The lock itself is the operating system's, on `daybook.lock.db`: it ends with its process, however that ends, and no process id
 * is ever mistaken for another's. `daybook.lock` beside it says in plain text who holds it.
 */
export const acquireDataFolder = (folder: string): DataFolderLock => {
  mkdirSync(folder, { recursive: true })
  refuseNetworkFileSystem(folder)
  const lock = connect(lockFile(folder), { readOnly: false, timeout: 250 })
  if (!isFree(lock, 'BEGIN EXCLUSIVE')) {
    lock.close()
    throw new EventStoreFault('folder-in-use', `${folder} is in use by ${nameOf(readHolder(folder))}`)
  }
  held.add(lock)
  const write = (address: string | null) =>
    writeFileSync(holderFile(folder), `${JSON.stringify({ pid: process.pid, address })}\n`)
  write(null)
  return {
    writeAddress: write,
    release: () => {
      if (!held.delete(lock)) return
      rmSync(holderFile(folder), { force: true })
      lock.close()
    },
  }
}

/** Who holds a data folder now, or null when nobody does. */
export const readDataFolder = (folder: string): DataFolderHolder | null => {
  if (!existsSync(lockFile(folder))) return null
  const lock = connect(lockFile(folder), { readOnly: true, timeout: 0 })
  const free = isFree(lock, 'SELECT count(*) FROM sqlite_schema')
  lock.close()
  return free ? null : readHolder(folder)
}

const lockFile = (folder: string): string => join(folder, 'daybook.lock.db')

const holderFile = (folder: string): string => join(folder, 'daybook.lock')

const isFree = (lock: Connection, sql: string): boolean => {
  try {
    lock.exec(sql)
    return true
  } catch (error) {
    if (sqliteCode(error) === 'SQLITE_BUSY') return false
    throw error
  }
}

const readHolder = (folder: string): DataFolderHolder => {
  try {
    return JSON.parse(readFileSync(holderFile(folder), 'utf8')) as DataFolderHolder // Sound: written above
  } catch {
    return { pid: null, address: null }
  }
}

const nameOf = ({ pid, address }: DataFolderHolder): string =>
  `process ${pid ?? '(not known yet)'}${address === null ? '' : ` at ${address}`}`

/** statfs(2) types on which locks and shared memory are known not to hold: NFS, SMB, CIFS, SMB2. */
const networkFileSystems = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42])

const refuseNetworkFileSystem = (folder: string): void => {
  if (!networkFileSystems.has(statfsSync(folder).type)) return
  throw new EventStoreFault('not-openable', `${folder} is on a network file system, where locks do not hold`)
}
