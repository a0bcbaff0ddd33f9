import { randomUUID } from 'node:crypto'
import type { EventId } from '@daybook/domain'
import {
  assertCurrent,
  type Connections,
  connectionsTo,
  DatabaseFault,
  endConnections,
  inTransaction,
  listenTo,
  migrate,
  type PostgresConnection,
  type Rights,
  readFrom,
  type Statement,
  sqlOn,
} from '@daybook/postgres'
import type { EncodedAppend, EncodedBatch } from './encoded-event.ts'
import { eventIdOf } from './event-id.ts'
import type { Identity, Receipt } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { claim } from './postgres-claims.ts'
import { addToIndex } from './postgres-index.ts'
import type { Claim, IndexBatch, IndexHead, LogRegister, Placed } from './register.ts'
import { WakeUps } from './wake-ups.ts'

/** The schema of a register that is told no other. */
export const registerSchema = 'daybook_log'

/** How a register in PostgreSQL is opened. */
export type PostgresRegisterOptions = {
  readonly connection: PostgresConnection
  /** The book whose register it is: noted when it is opened first, and compared ever after. Left out: whichever book it is. */
  readonly bookId?: string
  /** Makes, upgrades and notes nothing: tables that are not of this release are refused. */
  readonly asItIs?: boolean
  readonly schema?: string
  readonly connectionsMax?: number
}

/** How often who waits looks by himself, should nobody tell him; milliseconds. */
const lookMs = 1_000

/** Opens the register that a schema holds; one that is not there is made, unless it is taken as it is. Throws `other-book` where it is that of another book. */
export const openPostgresRegister = async (options: PostgresRegisterOptions): Promise<LogRegister> => {
  const { connection, bookId, asItIs = false, schema = registerSchema, connectionsMax = 4 } = options
  await using opened = new AsyncDisposableStack()
  const connections = opened.adopt(connectionsTo(connection, { purpose: 'posting', max: connectionsMax, schema }), endConnections)
  if (asItIs) await told(() => readFrom(connections, (client) => assertCurrent(client, { schema, folder })))
  else await told(() => inTransaction(connections, (client) => migrate(client, { schema, folder, rights })))
  if (bookId !== undefined) await told(() => assertBook(connections, { bookId, isNoted: !asItIs }))
  const wakeUps = new WakeUps()
  const heard = (payload: string): void => wakeUps.announce(headIn(payload))
  opened.use(await told(() => listenTo(connection, channel, heard)))
  return new PostgresRegister(connections, wakeUps, opened.move())
}

const folder = new URL('migrations/postgres/', import.meta.url)

const toIndex = ['INSERT ON identity, log_index', 'UPDATE ON index_head', 'DELETE ON pending']

/** Identities and positions are only added to, by whoever it is. */
const rights: Rights = {
  reader: [],
  recorder: [...toIndex, 'INSERT, UPDATE ON pending', 'INSERT, DELETE ON claimed', 'INSERT, UPDATE, DELETE ON record'],
  worker: toIndex,
}

/** Where the head is told each time that the index has grown. */
const channel = 'daybook_log'
const allPositions = 2n ** 63n

/** Whoever has a login may notify: what is no position wakes all, who then look for themselves. */
const headIn = (payload: string): bigint => (/^\d+$/.test(payload) ? BigInt(payload) : allPositions)

class PostgresRegister implements LogRegister {
  readonly #connections: Connections
  readonly #wakeUps: WakeUps
  readonly #opened: AsyncDisposable

  constructor(connections: Connections, wakeUps: WakeUps, opened: AsyncDisposable) {
    this.#connections = connections
    this.#wakeUps = wakeUps
    this.#opened = opened
  }

  claim(batches: readonly EncodedBatch[], now: number, atLeast = -1n): Promise<readonly Claim[]> {
    return told(() => claim(this.#connections, batches, { now, token: randomUUID(), atLeast }))
  }

  async takeOverdue({ idleMs, limit }: { readonly idleMs: number; readonly limit: number }): Promise<readonly EncodedAppend[]> {
    return told(async () => {
      await inTransaction(this.#connections, (client) => sqlOn(client).query(forgetClaims))
      const rows = await inTransaction(this.#connections, (client) =>
        sqlOn(client).query<{ append: string }>(takeOverdue, [idleMs, limit]),
      )
      return rows.map(({ append }) => JSON.parse(append))
    })
  }

  async known(eventIds: readonly EventId[]): Promise<ReadonlySet<EventId>> {
    return new Set((await this.#read<{ event_id: EventId }>(knownOf, [eventIds])).map(({ event_id }) => event_id))
  }

  async pendingAppends() {
    const [row] = await this.#read<{ count: bigint }>(countPending)
    return Number(row?.count ?? 0n)
  }

  async record(collection: string, key: string) {
    const [row] = await this.#read<{ body: string }>(bodyOf, [collection, key])
    return row?.body ?? null
  }

  records(collection: string, { after, limit }: { readonly after?: string; readonly limit: number }) {
    return this.#read<{ key: string; body: string }>(pageOf, [collection, after ?? null, limit])
  }

  async collections() {
    return (await this.#read<{ collection: string }>(collectionsOf)).map(({ collection }) => collection)
  }

  async head(): Promise<IndexHead> {
    const [row] = await this.#read<PlacedRow>(lastPlaced)
    if (row === undefined) return { position: -1n, recordedAt: null, place: null }
    return placedOf(row)
  }

  async placed(eventIds: readonly EventId[]): Promise<ReadonlyMap<EventId, Placed>> {
    const rows = await this.#read<PlacedRow>(placesOf, [eventIds])
    return new Map(rows.map((row) => [row.event_id, placedOf(row)]))
  }

  async placedFrom(from: bigint, limit: number) {
    return (await this.#read<PlacedRow>(placesFrom, [from, limit])).map(placedOf)
  }

  async receipts(keys: readonly Identity[]): Promise<ReadonlyMap<EventId, Receipt>> {
    const eventIds = keys.map(({ source, id }) => eventIdOf(source, id))
    const rows = await this.#read<ReceiptRow>(receiptsOf, [eventIds])
    return new Map(
      rows.map(({ event_id, position, recorded_at, payload_hash: payloadHash }) => [
        event_id,
        { position, recordedAt: Number(recorded_at), payloadHash },
      ]),
    )
  }

  async positionAt(instant: number) {
    const [row] = await this.#read<{ position: bigint }>(lastBy, [Math.floor(instant)])
    return row?.position ?? null
  }

  async waitBeyond(position: bigint, signal: AbortSignal) {
    while (!signal.aborted && (await this.head()).position <= position) {
      await this.#wakeUps.beyond(position, AbortSignal.any([signal, AbortSignal.timeout(lookMs)]))
    }
  }

  async claimIndex() {
    const [row] = await told(() =>
      inTransaction(this.#connections, (client) => sqlOn(client).query<{ epoch: bigint }>(nextEpoch)),
    )
    if (row === undefined)
      throw new EventStoreFault('not-openable', 'the register has lost the row that says where its index ends')
    return row.epoch
  }

  index(batch: IndexBatch): Promise<void> {
    return told(() => addToIndex(this.#connections, batch, channel))
  }

  #read<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return told(() => readFrom(this.#connections, (client) => sqlOn(client).query<Row>(statement, values)))
  }

  async [Symbol.asyncDispose]() {
    this.#wakeUps.end()
    await this.#opened[Symbol.asyncDispose]()
  }
}

/** A register that nobody has opened yet is that of whichever book; `isNoted`: of this one from now on. */
const assertBook = async (
  connections: Connections,
  { bookId, isNoted }: { readonly bookId: string; readonly isNoted: boolean },
): Promise<void> => {
  const noted = () => readFrom(connections, (client) => sqlOn(client).query<{ id: string }>('SELECT id FROM book'))
  const [found] = await noted()
  if (found === undefined && isNoted) await inTransaction(connections, (client) => sqlOn(client).query(noteBook, [bookId]))
  const [{ id } = { id: bookId }] = found === undefined ? await noted() : [found]
  if (id !== bookId)
    throw new EventStoreFault(
      'other-book',
      `the database keeps the book ${id}, not ${bookId}: set DAYBOOK_BOOK_ID=${id}, or name the database of ${bookId}`,
    )
}

/** Faults of the database as those of the store that it is part of. */
const told = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (fault) {
    if (!(fault instanceof DatabaseFault)) throw fault
    throw new EventStoreFault(faultCodes[fault.code], fault.message, { cause: fault })
  }
}

const faultCodes = {
  unavailable: 'unavailable',
  busy: 'busy',
  taken: 'busy',
  full: 'disk-full',
  damaged: 'storage-failed',
} as const satisfies Record<DatabaseFault['code'], EventStoreFault['code']>

type PlacedRow = {
  event_id: EventId
  position: bigint
  recorded_at: bigint
  log_commit: string
  log_prepare: string
}
type ReceiptRow = { event_id: EventId; position: bigint; recorded_at: bigint; payload_hash: string }

const placedOf = ({ event_id: eventId, position, recorded_at, log_commit, log_prepare }: PlacedRow): Placed => ({
  eventId,
  position,
  recordedAt: Number(recorded_at),
  place: { commit: BigInt(log_commit), prepare: BigInt(log_prepare) },
})

const places = 'SELECT event_id, position, recorded_at, log_commit, log_prepare FROM log_index'
const lastPlaced = { name: 'last-placed', text: `${places} ORDER BY position DESC LIMIT 1` }
const placesOf = { name: 'places-of', text: `${places} WHERE event_id = ANY ($1::uuid[])` }
const placesFrom = { name: 'places-from', text: `${places} WHERE position >= $1 ORDER BY position LIMIT $2` }
const receiptsOf = {
  name: 'receipts-of',
  text: `SELECT event_id, position, recorded_at, payload_hash FROM log_index JOIN identity USING (event_id)
    WHERE event_id = ANY ($1::uuid[])`,
}
const lastBy = {
  name: 'last-by',
  text: 'SELECT position FROM log_index WHERE recorded_at <= $1 ORDER BY recorded_at DESC, position DESC LIMIT 1',
}
const knownOf = { name: 'known-of', text: 'SELECT event_id FROM identity WHERE event_id = ANY ($1::uuid[])' }
const bodyOf = { name: 'body-of', text: 'SELECT body FROM record WHERE collection = $1 AND key = $2' }
const pageOf = {
  name: 'page-of',
  text: `SELECT key, body FROM record WHERE collection = $1 AND ($2::text IS NULL OR key > $2) ORDER BY key LIMIT $3`,
}
/** One look at the index for each, instead of one for every record. */
const collectionsOf = {
  name: 'collections-of',
  text: `WITH RECURSIVE found (collection) AS (
      (SELECT collection FROM record ORDER BY collection LIMIT 1)
      UNION ALL
      SELECT (SELECT collection FROM record WHERE record.collection > found.collection ORDER BY collection LIMIT 1)
      FROM found WHERE found.collection IS NOT NULL
    ) SELECT collection FROM found WHERE collection IS NOT NULL`,
}
const noteBook = 'INSERT INTO book (id) VALUES ($1) ON CONFLICT DO NOTHING'
const nextEpoch = { name: 'next-epoch', text: 'UPDATE index_head SET epoch = epoch + 1 RETURNING epoch' }
const takeOverdue = {
  name: 'take-overdue',
  text: `WITH overdue AS (
      SELECT number FROM pending WHERE tried_at <= clock_timestamp() - $1 * interval '1 millisecond'
      ORDER BY number LIMIT $2 FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE pending SET tried_at = clock_timestamp() FROM overdue WHERE pending.number = overdue.number
      RETURNING pending.number, append
    )
    SELECT append FROM taken ORDER BY number`,
}
const countPending = { name: 'count-pending', text: 'SELECT count(*) AS count FROM pending' }
const forgetClaims = {
  name: 'forget-claims',
  text: `DELETE FROM claimed WHERE at < clock_timestamp() - interval '1 hour'`,
}
