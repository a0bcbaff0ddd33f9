import { mkdirSync } from 'node:fs'
import {
  type DistributedEventStore,
  openDistributedEventStore,
  openEventStoreDb,
  openPostgresRegister,
  type StreamLog,
} from '@daybook/event-store'
import {
  connectionsTo,
  endConnections,
  existingRoles,
  isOurs,
  openCoordination,
  type PostgresConnection,
  readFrom,
} from '@daybook/postgres'
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

/** Makes or upgrades all tables of a book, which the login of the address must own; gives the roles of processes that now have their rights. */
export const prepareBook = async ({ postgresUrl: url, bookId }: SharedBook): Promise<readonly string[]> => {
  const connection = { url }
  await using opened = new AsyncDisposableStack()
  opened.use(await openCoordination({ connection, holder: 'prepare', monotonic: () => performance.now() }))
  opened.use(await openPostgresRegister({ connection, bookId }))
  opened.use(await openPostgresGenerations({ connection }))
  const connections = opened.adopt(connectionsTo(connection, { purpose: 'reading', max: 1 }), endConnections)
  return readFrom(connections, existingRoles)
}

/** The streams on their server and the register beside them. */
export const openLogParts = async ({ eventStoreUrl, postgresUrl, bookId }: SharedBook) => {
  await using opened = new AsyncDisposableStack()
  const log = opened.use(await openEventStoreDb({ url: eventStoreUrl, bookId }))
  const register = opened.use(await openPostgresRegister({ connection: { url: postgresUrl }, bookId }))
  opened.move()
  return { log, register }
}

/** The log of the book, over connections of its own, and the streams that it closes with it. */
export const openSharedLog = async (
  book: SharedBook,
  options: { readonly readOnly: boolean; readonly clock?: () => number },
): Promise<{ readonly log: StreamLog; readonly eventStore: DistributedEventStore }> => {
  const parts = await openLogParts(book)
  return { log: parts.log, eventStore: openDistributedEventStore({ ...parts, ...options }) }
}

/** The ledgers of the book. Only the login that owns them makes, drops and upgrades generations. */
export const openSharedLedgers = async ({ postgresUrl, folder }: SharedBook): Promise<PostgresGenerations> => {
  mkdirSync(folder, { recursive: true })
  const connection = { url: postgresUrl }
  const owner = (await ownsLedgers(connection)) ? connection : null
  return openPostgresGenerations({ connection, owner, workingFolder: folder })
}

const ownsLedgers = async (connection: PostgresConnection): Promise<boolean> => {
  const connections = connectionsTo(connection, { purpose: 'reading', max: 1 })
  try {
    return await readFrom(connections, (client) => isOurs(client, 'daybook'))
  } finally {
    await endConnections(connections)
  }
}
