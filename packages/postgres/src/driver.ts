import type { Writable } from 'node:stream'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { Client, type ClientBase, type ClientConfig, Pool, type PoolClient, type QueryResult, types } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { faultOf } from './fault.ts'

/** Where the server is, and as whom to go there. */
export type PostgresConnection = {
  /** `postgres://user@host:port/database`. */
  readonly url: string
}

/** A connection that somebody holds, alone. */
export type Connection = PoolClient

/** What a connection is for: reading is short, posting may take its time, and a migration all the time it needs. */
export type Purpose = 'reading' | 'posting' | 'migrating'

/** Connections of one purpose. */
export type Connections = { readonly pool: Pool; readonly purpose: Purpose }

const int8 = 20

/** The one place where 64 bits come in: never by way of a number. */
const parsers: NonNullable<ConstructorParameters<typeof Pool>[0]>['types'] = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === int8 ? BigInt : types.getTypeParser(oid, format)) as typeof types.getTypeParser, // Sound: one parser of the same shape
}

const serverVersionMin = 140_000

const connectTimeoutMs = 5_000

const settingsFor: Readonly<Record<Purpose, { readonly statement_timeout: string }>> = {
  reading: { statement_timeout: '2s' },
  posting: { statement_timeout: '30s' },
  migrating: { statement_timeout: '0' },
}

/** Every statement here is meant for an index, and plans made while a table is small must not outlive its growth. */
const settingsForAll = {
  synchronous_commit: 'on',
  lock_timeout: '2s',
  idle_in_transaction_session_timeout: '10s',
  TimeZone: 'UTC',
  client_encoding: 'UTF8',
  default_transaction_isolation: 'read committed',
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  jit: 'off',
} as const

/** Opens connections as they are needed, `max` at most, each with the settings of its purpose. `schema`: where tables without one are looked for. */
export const connectionsTo = (
  connection: PostgresConnection,
  options: { readonly purpose: Purpose; readonly max: number; readonly schema?: string },
): Connections => {
  const { purpose, max, schema } = options
  const pool = new Pool({
    ...configOf(connection, `daybook ${purpose}`),
    max,
    onConnect: (client) => prepare(client, { purpose, schema }) as unknown as undefined, // Sound: the pool waits for what it returns
  })
  // Whoever uses the connection hears of its end; one that lies idle is simply replaced.
  pool.on('error', () => undefined)
  return { pool, purpose }
}

/** A connection of one's own that is not made yet, to listen on. */
export const clientTo = (connection: PostgresConnection): Client => new Client(configOf(connection, 'daybook listening'))

const configOf = ({ url }: PostgresConnection, name: string): ClientConfig => ({
  connectionString: url,
  application_name: name,
  connectionTimeoutMillis: connectTimeoutMs,
  keepAlive: true,
  types: parsers as NonNullable<typeof parsers>,
})

type Prepared = { readonly purpose: Purpose; readonly schema: string | undefined }

const prepare = async (client: ClientBase, { purpose, schema }: Prepared): Promise<void> => {
  const wanted = { ...settingsForAll, ...settingsFor[purpose], ...(schema === undefined ? {} : { search_path: schema }) }
  await client.query(
    Object.entries(wanted)
      .map(([name, value]) => `SET ${name} = '${value}'`)
      .join(';'),
  )
  const checked = [
    'synchronous_commit',
    'lock_timeout',
    'statement_timeout',
    'idle_in_transaction_session_timeout',
    'TimeZone',
  ] as const
  const names = ['server_encoding', 'server_version_num', ...checked]
  const { rows } = await client.query<string[]>({
    text: `SELECT ${names.map((name) => `current_setting('${name}')`).join(', ')}`,
    rowMode: 'array',
  })
  const [encoding, version, ...values] = rows[0] ?? []
  if (encoding !== 'UTF8') throw new Error(`the database is in ${encoding}; it must be in UTF8`)
  if (Number(version) < serverVersionMin) throw new Error(`the server is version ${version}; it must be 14 or later`)
  for (const [index, name] of checked.entries())
    if (values[index] !== wanted[name]) throw new Error(`${name} is ${values[index]}; it must be ${wanted[name]}`)
}

/** A statement with its values; one that is asked often has a name, under which each connection prepares it once. */
export type Statement = { readonly name?: string; readonly text: string; readonly values?: readonly unknown[] }

/** The rows that a statement gives, as arrays of the columns. */
export const rowsOf = async <Row extends readonly unknown[]>(client: Connection, statement: Statement): Promise<readonly Row[]> =>
  (await run(client, statement)).rows as unknown as readonly Row[] // Sound: rows come as arrays

const objectsOf = async <Row extends object>(client: Connection, statement: Statement): Promise<readonly Row[]> =>
  (await run(client, statement, 'object')).rows as unknown as readonly Row[] // Sound: rows come as objects

/** A connection as what asks by statement and values, and gets rows by the names of their columns. */
export type Sql = {
  readonly query: <Row extends object = object>(
    statement: Statement | string,
    values?: readonly unknown[],
  ) => Promise<readonly Row[]>
}

/** A connection on which statements give rows by the names of their columns. Throws a `DatabaseFault`. */
export const sqlOn = (client: Connection): Sql => ({
  query: (statement, values = []) =>
    objectsOf(client, { ...(typeof statement === 'string' ? { text: statement } : statement), values }),
})

/** How many rows a statement has changed. */
export const changedBy = async (client: Connection, statement: Statement): Promise<number> =>
  (await run(client, statement)).rowCount ?? 0

/** Runs SQL of several statements, without values. */
export const runAll = async (client: Connection, sql: string): Promise<void> => {
  await client.query(sql).catch((error: unknown) => {
    throw faultOf(error)
  })
}

const run = async (client: Connection, statement: Statement, mode: 'array' | 'object' = 'array'): Promise<QueryResult> => {
  const asked = { ...statement, values: [...(statement.values ?? [])] }
  try {
    return await (mode === 'array' ? client.query({ ...asked, rowMode: mode }) : client.query(asked))
  } catch (error) {
    throw faultOf(error)
  }
}

/** Lends a connection to the work. A connection on which the work failed is not used again. */
export const withConnection = async <Value>(
  { pool }: Connections,
  work: (client: Connection) => Promise<Value>,
): Promise<Value> => {
  const client = await pool.connect().catch((error: unknown) => {
    throw faultOf(error)
  })
  const hear = (): void => undefined // The statement that runs is told as well.
  client.on('error', hear)
  let isBroken = true
  try {
    const value = await work(client)
    isBroken = false
    return value
  } finally {
    client.off('error', hear)
    client.release(isBroken)
  }
}

/** Runs the work in one transaction, all of it or none. */
export const inTransaction = async <Value>(
  connections: Connections,
  work: (client: Connection) => Promise<Value>,
  begin = 'BEGIN',
): Promise<Value> =>
  withConnection(connections, async (client) => {
    await runAll(client, begin)
    const value = await work(client)
    await runAll(client, 'COMMIT')
    return value
  })

/** One state of the database for several statements that only read. */
export const snapshot = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'

const waitsMs = [20, 100, 500]

/** Reads, and reads again where the connection was lost on the way: nothing can have happened twice. */
export const readFrom = async <Value>(connections: Connections, work: (client: Connection) => Promise<Value>): Promise<Value> => {
  for (const waitMs of waitsMs) {
    try {
      return await withConnection(connections, work)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'unavailable')) throw error
      await pause(waitMs)
    }
  }
  return withConnection(connections, work)
}

/** Copies blocks of rows, in PostgreSQL's binary format, into a table. */
export const copyInto = async (client: Connection, target: string, blocks: Iterable<Uint8Array>): Promise<void> => {
  const stream: Writable = client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT binary)`))
  await new Promise<void>((resolve, reject) => {
    stream.on('error', (error) => reject(faultOf(error)))
    stream.on('finish', resolve)
    const ended = (): void => reject(faultOf(new Error('the connection ended while rows were copied')))
    client.once('end', ended)
    stream.on('close', () => client.off('end', ended))
    void writeAll(stream, blocks).catch(reject)
  })
}

/** The server takes the first blocks while the last are made; what it cannot take yet stays in memory, where the rows are anyway. */
const writeAll = async (stream: Writable, blocks: Iterable<Uint8Array>): Promise<void> => {
  for (const block of blocks) {
    if (stream.destroyed) return
    stream.write(block)
    await turn()
  }
  stream.end()
}

/** Ends all connections. */
export const endConnections = async ({ pool }: Connections): Promise<void> => pool.end()
