import { mkdirSync } from 'node:fs'
import { type EventStore, openDistributedEventStore, openEventStoreDb, openPostgresRegister } from '@daybook/event-store'
import { openPostgresGenerations, type PostgresGenerations } from '@daybook/read-model'
import type { Config } from './config.ts'
import { CommandFailure } from './exit-codes.ts'

/** Where a book is that processes share. */
export type SharedBook = {
  readonly bookId: string
  readonly eventStoreUrl: string
  readonly postgresUrl: string
  /** What this process keeps for itself, and may lose. */
  readonly folder: string
}

/** Where the configuration says that the book is. */
export const sharedBookOf = ({ bookId, eventStoreUrl, postgresUrl, dataDir }: Config): SharedBook => {
  if (eventStoreUrl === null || postgresUrl === null)
    throw new CommandFailure('badConfiguration', [
      'The distributed backend needs DAYBOOK_EVENTSTORE_URL and DAYBOOK_POSTGRES_URL.',
    ])
  return { bookId, eventStoreUrl, postgresUrl, folder: dataDir }
}

/** The streams on their server and the register beside them. */
export const openLogParts = async ({ eventStoreUrl, postgresUrl, bookId }: SharedBook) => {
  await using opened = new AsyncDisposableStack()
  const log = opened.use(await openEventStoreDb({ url: eventStoreUrl, bookId }))
  const register = opened.use(await openPostgresRegister({ connection: { url: postgresUrl }, bookId }))
  opened.move()
  return { log, register }
}

/** The log of the book, over connections of its own. */
export const openSharedLog = async (
  book: SharedBook,
  options: { readonly readOnly: boolean; readonly clock?: () => number },
): Promise<EventStore> => openDistributedEventStore({ ...(await openLogParts(book)), ...options })

/** The ledgers of the book. */
export const openSharedLedgers = ({ postgresUrl, folder }: SharedBook): Promise<PostgresGenerations> => {
  mkdirSync(folder, { recursive: true })
  return openPostgresGenerations({ connection: { url: postgresUrl }, workingFolder: folder })
}
