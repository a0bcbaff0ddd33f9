import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The log of a book. */
export const logFile = (folder: string): string => join(folder, 'log.db')

/** Whether a folder holds a book. */
export const holdsBook = (folder: string): boolean => existsSync(logFile(folder))

/** Whether anything was ever posted of the book in a folder. */
export const holdsLedgers = (folder: string): boolean => existsSync(join(folder, 'ledger.json'))

/** Bytes of the write-ahead logs in a folder; none in one that is not there. */
export const walBytes = (folder: string): { readonly log: number; readonly ledger: number } => {
  const sizes = { log: 0, ledger: 0 }
  for (const name of namesIn(folder)) {
    const file = /^(log|ledger)(?:-\d+)?\.db-wal$/.exec(name)?.[1]
    if (file === 'log' || file === 'ledger') sizes[file] += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0
  }
  return sizes
}

const namesIn = (folder: string): readonly string[] =>
  statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder)
