import { setTimeout as pause } from 'node:timers/promises'
import {
  type Connections,
  connectionsTo,
  endConnections,
  inTransaction,
  type PostgresConnection,
  readFrom,
  type Sql,
  sqlOn,
  withConnection,
} from './driver.ts'
import { DatabaseFault } from './fault.ts'
import { type HeldLease, holdLease } from './lease.ts'
import { listenTo } from './listener.ts'
import { migrate } from './migrations.ts'
import type { Rights } from './rights.ts'

/** How the processes of a book agree on who does what, hear how it stands, and ask for something of whoever does it. */
export interface Coordination extends AsyncDisposable {
  /** Waits until the lease of a task is ours; null when `signal` aborts first. */
  hold(task: string, signal: AbortSignal): Promise<HeldLease | null>
  /** Says how a task stands, to all. */
  publish(task: string, notice: string): Promise<void>
  /** What was last said of a task, and how long ago by the clock of the database; null when nothing ever was. */
  notice(task: string): Promise<{ readonly body: string; readonly ageMs: number } | null>
  /** Asks whoever does a task. Throws `unavailable` when nobody has answered in time: it may have been done or not. */
  ask(task: string, request: string, timeoutMs: number): Promise<string>
  /** Answers what is asked of a task until `signal` aborts, one request after the other; while the server is away nothing can be asked. */
  answer(task: string, answered: (request: string) => Promise<string>, signal: AbortSignal): Promise<void>
  /** Asks the server for a sign of life, once. Throws when there is none. */
  answers(): Promise<void>
  /** Calls `heard` when there may be something new of a task: a notice, a request, an answer. */
  watch(task: string, heard: () => void): Disposable
}

/** How coordination is opened. */
export type CoordinationOptions = {
  readonly connection: PostgresConnection
  /** This process: no other goes by the name. */
  readonly holder: string
  /** A clock that never goes back; milliseconds. */
  readonly monotonic: () => number
  readonly schema?: string
  readonly lease?: { readonly ttlMs: number; readonly beatMs: number }
  /** Told, once for each wait, why a task is not ours to hold, such as a missing right; it goes on to be tried. */
  readonly onFault?: (task: string, error: unknown) => void
}

/** Opens what a schema holds; one that is not there is made. */
export const openCoordination = async (options: CoordinationOptions): Promise<Coordination> => {
  const { connection, schema = 'daybook_work' } = options
  await using opened = new AsyncDisposableStack()
  const connections = opened.adopt(connectionsTo(connection, { purpose: 'reading', max: 2, schema }), endConnections)
  await inTransaction(connections, (client) => migrate(client, { schema, folder, rights }))
  const watchers = new Set<{ readonly task: string; readonly heard: () => void }>()
  const heard = (task: string): void => {
    for (const watcher of watchers) if (task === '' || task === watcher.task) watcher.heard()
  }
  opened.use(await listenTo(connection, channel, heard))
  const kept = opened.move()
  const beating = () => kept.adopt(connectionsTo(connection, { purpose: 'reading', max: 1, schema }), endConnections)
  return new PostgresCoordination({ options, connections, beating, watchers, opened: kept })
}

const folder = new URL('migrations/coordination/', import.meta.url)

/** Who only answers takes no lease and does nothing for others; all may ask. */
const rights: Rights = {
  reader: ['INSERT ON request'],
  recorder: ['INSERT ON request', 'INSERT, UPDATE, DELETE ON lease'],
  worker: ['INSERT, UPDATE, DELETE ON request', 'INSERT, UPDATE, DELETE ON lease', 'INSERT, UPDATE ON notice'],
}

/** Where the name of a task is told of which there is something new. */
const channel = 'daybook_work'

/** How often who waits looks by himself, should nobody tell him; milliseconds. */
const lookMs = 500

type Opened = {
  readonly options: CoordinationOptions
  readonly connections: Connections
  /** A lease is kept over a connection that nothing else waits for, and no other lease. */
  readonly beating: () => Connections
  readonly watchers: Set<{ readonly task: string; readonly heard: () => void }>
  readonly opened: AsyncDisposable
}

class PostgresCoordination implements Coordination {
  readonly #opened: Opened
  /** Over what the lease of each task is taken and kept. */
  readonly #beating = new Map<string, Connections>()

  constructor(opened: Opened) {
    this.#opened = opened
  }

  hold(task: string, signal: AbortSignal): Promise<HeldLease | null> {
    const { options } = this.#opened
    const connections = this.#beating.get(task) ?? this.#opened.beating()
    this.#beating.set(task, connections)
    const { holder, monotonic, lease = {} } = options
    const onFault = (error: unknown): void => options.onFault?.(task, error)
    return holdLease({ connections, table: 'lease', name: task, holder, monotonic, onFault, ...lease }, signal)
  }

  async publish(task: string, notice: string): Promise<void> {
    await this.#write(async (sql) => {
      await sql.query(put, [task, notice])
      await sql.query(tell, [channel, task])
    })
  }

  async notice(task: string) {
    const [row] = await this.#read<{ body: string; age: string }>(noticeOf, [task])
    return row === undefined ? null : { body: row.body, ageMs: Number(row.age) }
  }

  async ask(task: string, request: string, timeoutMs: number): Promise<string> {
    const id = await this.#write(async (sql) => {
      const [row] = await sql.query<{ id: string }>(askOf, [task, request, timeoutMs])
      await sql.query(tell, [channel, task])
      return row?.id
    })
    const until = this.#opened.options.monotonic() + timeoutMs
    while (this.#opened.options.monotonic() < until) {
      using news = this.#news(task)
      const [row] = await this.#read<{ answer: string | null }>(answerOf, [id])
      if (row !== undefined && row.answer !== null) return row.answer
      await news.heard(new AbortController().signal)
    }
    throw new DatabaseFault('unavailable', `nobody has answered a request of ${task} within ${timeoutMs} ms`, null)
  }

  async answer(task: string, answered: (request: string) => Promise<string>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      using news = this.#news(task)
      const isAnswered = await this.#answerOne(task, answered).catch((fault: unknown) => {
        if (!(fault instanceof DatabaseFault)) throw fault
        return false // Whoever asked is told that nobody has answered in time.
      })
      if (!isAnswered) await news.heard(signal)
    }
  }

  /** Whether there was a request. */
  async #answerOne(task: string, answered: (request: string) => Promise<string>): Promise<boolean> {
    const [request] = await this.#write((sql) => sql.query<{ id: string; body: string }>(takeOf, [task]))
    if (request === undefined) return false
    const answer = await answered(request.body)
    await this.#write(async (sql) => {
      await sql.query(answerTo, [request.id, answer])
      await sql.query(tell, [channel, task])
    })
    return true
  }

  async answers(): Promise<void> {
    await withConnection(this.#opened.connections, (client) => sqlOn(client).query('SELECT 1'))
  }

  watch(task: string, heard: () => void): Disposable {
    const watcher = { task, heard }
    this.#opened.watchers.add(watcher)
    return { [Symbol.dispose]: () => void this.#opened.watchers.delete(watcher) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.opened[Symbol.asyncDispose]()
  }

  /** Listens from now on: what comes while somebody reads is not missed. `heard` resolves when there may be something new. */
  #news(task: string): Disposable & { readonly heard: (signal: AbortSignal) => Promise<void> } {
    const told = new AbortController()
    const watching = this.watch(task, () => told.abort())
    return {
      heard: (signal) => pause(lookMs, undefined, { signal: AbortSignal.any([signal, told.signal]) }).catch(() => undefined),
      [Symbol.dispose]: () => watching[Symbol.dispose](),
    }
  }

  #read<Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    return readFrom(this.#opened.connections, (client) => sqlOn(client).query<Row>(text, values))
  }

  #write<Value>(work: (sql: Sql) => Promise<Value>): Promise<Value> {
    return inTransaction(this.#opened.connections, (client) => work(sqlOn(client)))
  }
}

const put = `INSERT INTO notice (name, body, at) VALUES ($1, $2, clock_timestamp())
  ON CONFLICT (name) DO UPDATE SET body = excluded.body, at = excluded.at`
const noticeOf = `SELECT body, extract(epoch FROM clock_timestamp() - at) * 1000 AS age FROM notice WHERE name = $1`
const askOf = `INSERT INTO request (name, body, given_up_at)
  VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond') RETURNING id`
const answerOf = 'SELECT answer FROM request WHERE id = $1'
const takeOf = `UPDATE request SET taken_at = clock_timestamp() WHERE id = (
    SELECT id FROM request WHERE name = $1 AND taken_at IS NULL AND given_up_at > clock_timestamp()
    ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ) RETURNING id, body`
/** Forgets besides what nobody waits for any more, answered or not: who asks looks a moment longer than the database counts. */
const answerTo = `WITH forgotten AS (
    DELETE FROM request WHERE given_up_at < statement_timestamp() - interval '10 seconds' AND id <> $1
  ) UPDATE request SET answer = $2 WHERE id = $1`
const tell = 'SELECT pg_notify($1, $2)'
