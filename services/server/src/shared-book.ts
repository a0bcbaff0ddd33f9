import { mkdirSync } from 'node:fs'
import {
  type DistributedEventStore,
  openDistributedEventStore,
  openEventStoreDb,
  openPostgresRegister,
  registerSchema,
  type StreamLog,
} from '@daybook/event-store'
import {
  connectionsTo,
  endConnections,
  existingRoles,
  isOurs,
  isThere,
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

/** `asItIs`: nothing is made or upgraded for the sake of opening it. */
type AsItIs = { readonly asItIs?: boolean }

/** The streams on their server and the register beside them. */
export const openLogParts = async ({ eventStoreUrl, postgresUrl, bookId }: SharedBook, { asItIs = false }: AsItIs = {}) => {
  await using opened = new AsyncDisposableStack()
  const log = opened.use(await openEventStoreDb({ url: eventStoreUrl, bookId }))
  const register = opened.use(await openPostgresRegister({ connection: { url: postgresUrl }, bookId, asItIs }))
  opened.move()
  return { log, register }
}

/** The log of the book, over connections of its own, and the streams that it closes with it. */
export const openSharedLog = async (
  book: SharedBook,
  { asItIs, ...options }: { readonly readOnly: boolean; readonly clock?: () => number } & AsItIs,
): Promise<{ readonly log: StreamLog; readonly eventStore: DistributedEventStore }> => {
  const parts = await openLogParts(book, asItIs === undefined ? {} : { asItIs })
  return { log: parts.log, eventStore: openDistributedEventStore({ ...parts, ...options }) }
}

/** The ledgers of the book. Only the login that owns them makes, drops and upgrades generations. */
export const openSharedLedgers = async (
  { postgresUrl, folder }: SharedBook,
  { asItIs = false }: AsItIs = {},
): Promise<PostgresGenerations> => {
  mkdirSync(folder, { recursive: true })
  const connection = { url: postgresUrl }
  const owner = !asItIs && (await asked(connection, (client) => isOurs(client, ledgersSchema))) ? connection : null
  return openPostgresGenerations({ connection, owner, workingFolder: folder })
}

/** Refuses a database in which nobody has prepared a book. */
export const assertPrepared = async ({ postgresUrl: url }: SharedBook): Promise<void> => {
  for (const schema of [registerSchema, ledgersSchema]) {
    if (await asked({ url }, (client) => isThere(client, schema))) continue
    throw new CommandFailure('notFound', [
      `There is no book in the database: it has no ${schema}.`,
      'Make it: daybook prepare, or daybook serve. Or name another database: DAYBOOK_POSTGRES_URL',
    ])
  }
}

const ledgersSchema = 'daybook'

const asked = async (connection: PostgresConnection, question: Parameters<typeof readFrom<boolean>>[1]): Promise<boolean> => {
  const connections = connectionsTo(connection, { purpose: 'reading', max: 1 })
  try {
    return await readFrom(connections, question)
  } finally {
    await endConnections(connections)
  }
}
