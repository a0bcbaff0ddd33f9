import { openSqliteEventStore } from '@daybook/event-store'
import { openSqliteGenerations } from '@daybook/read-model'
import { logFile } from './data-files.ts'

/** The log of a folder to be read, and its ledgers to be posted. */
export const openPostedFiles = async (folder: string, failpoint: ((name: string) => void) | undefined) => ({
  eventStore: openSqliteEventStore({ file: logFile(folder), readOnly: true }),
  generations: await openSqliteGenerations({ folder, failpoint }),
})
