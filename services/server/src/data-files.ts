import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The log of a book. */
export const logFile = (folder: string): string => join(folder, 'log.db')

/** Whether a folder holds a book. */
export const holdsBook = (folder: string): boolean => existsSync(logFile(folder))

/** Whether anything was ever posted of the book in a folder. */
export const holdsLedgers = (folder: string): boolean => existsSync(join(folder, 'ledger.json'))
