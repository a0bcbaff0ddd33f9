import { setTimeout as pause } from 'node:timers/promises'
import type { EventId, StreamName } from '@daybook/domain'
import { type Connection, type Connections, DatabaseFault, inTransaction, readFrom, type Sql, sqlOn } from '@daybook/postgres'
import { type ClaimBasis, claimsOf, type Known, recordKey, type StreamEnd } from './claim-view.ts'
import type { EncodedBatch } from './encoded-event.ts'
import type { SideRecord } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { assertReached, type Claim } from './register.ts'

/** How often a claim begins again that others got in the way of. */
const attemptsMax = 20

/**
 * Judges batches and writes those that fit, in one transaction. Two that claim the same at once meet at a unique key: the later one is
 * judged anew. `token`: under which this claim is found again where the answer to its commit was lost.
 */
export const claim = async (
  database: Connections,
  batches: readonly EncodedBatch[],
  { now, token, atLeast }: { readonly now: number; readonly token: string; readonly atLeast: bigint },
): Promise<readonly Claim[]> => {
  let claims: readonly Claim[] = []
  for (let attempt = 1; ; attempt += 1) {
    let isCommitting = false
    try {
      return await inTransaction(database, async (client) => {
        const sql = sqlOn(client)
        claims = claimsOf(batches, await basisOf(sql, batches, atLeast), now)
        await write(
          sql,
          batches.filter((_, index) => claims[index]?.status === 'claimed'),
          token,
        )
        isCommitting = true
        return claims
      })
    } catch (fault) {
      if (!(fault instanceof DatabaseFault) || attempt === attemptsMax) throw fault
      if (fault.code === 'unavailable' && isCommitting) {
        await assertClaimed(database, token, fault)
        return claims
      }
      if (fault.code !== 'taken' && fault.code !== 'busy') throw fault
      await pause(Math.min(attempt, 10))
    }
  }
}

/**
 * Throws `outcome-unknown` unless a claim whose answer was lost is there. That it is not there yet proves nothing: a server may go on with
 * a commit whose connection is gone.
 */
const assertClaimed = async (database: Connections, token: string, lost: DatabaseFault): Promise<void> => {
  const unknown = (cause: unknown) =>
    new EventStoreFault('outcome-unknown', 'the events may be claimed or not; send the same again to see', { cause })
  const find = (client: Connection) => sqlOn(client).query('SELECT 1 FROM claimed WHERE token = $1', [token])
  const found = await readFrom(database, find).catch((cause: unknown) => {
    throw unknown(cause)
  })
  if (found.length === 0) throw unknown(lost)
}

type KnownRow = { event_id: EventId; payload_hash: string; position: bigint | null; recorded_at: bigint | null }
type EndRow = KnownRow & { stream: StreamName; revision: bigint }

/** What is there of all that the batches name. Side records are locked in the order of their keys, so that two claims do not wait for each other. */
const basisOf = async (sql: Sql, batches: readonly EncodedBatch[], atLeast: bigint): Promise<ClaimBasis> => {
  const appends = batches.flatMap((batch) => batch.appends)
  const records = batches.flatMap((batch) => batch.records)
  const identities = new Map<EventId, Known>()
  const streams = new Map<StreamName, StreamEnd>()
  const know = ({ event_id: eventId, payload_hash: payloadHash, position, recorded_at: recordedAt }: KnownRow): void => {
    const placed = position === null ? null : { eventId, position, recordedAt: Number(recordedAt) }
    identities.set(eventId, { payloadHash, placed })
  }
  const eventIds = appends.flatMap(({ events }) => events.map(({ eventId }) => eventId))
  for (const row of await sql.query<KnownRow>(identitiesOf, [eventIds])) know(row)
  for (const row of await sql.query<EndRow>(endsOf, [[...new Set(appends.map(({ stream }) => stream))]])) {
    know(row)
    streams.set(row.stream, { revision: Number(row.revision), eventId: row.event_id })
  }
  const keys = [records.map(({ collection }) => collection), records.map(({ key }) => key)]
  const bodies = records.length === 0 ? [] : await sql.query<{ collection: string; key: string; body: string }>(recordsOf, keys)
  const [head] = await sql.query<{ recorded_at: bigint; position: bigint }>(lastRecorded)
  assertReached(head?.position ?? -1n, atLeast)
  return {
    identities,
    streams,
    bodies: new Map(bodies.map(({ collection, key, body }) => [recordKey(collection, key), body])),
    recordedAt: head === undefined ? null : Number(head.recorded_at),
  }
}

const write = async (sql: Sql, batches: readonly EncodedBatch[], token: string): Promise<void> => {
  const appends = batches.flatMap((batch) => batch.appends).filter(({ events }) => events.length > 0)
  const events = appends.flatMap(({ stream, expectedRevision, events }) =>
    events.map(({ eventId, payloadHash }, index) => ({ eventId, stream, revision: expectedRevision + 1 + index, payloadHash })),
  )
  await sql.query(claimOnce, [token])
  if (events.length > 0) {
    await sql.query(takeIdentities, [
      events.map(({ eventId }) => eventId),
      events.map(({ stream }) => stream),
      events.map(({ revision }) => revision),
      events.map(({ payloadHash }) => payloadHash),
    ])
    const last = appends.map((append) => append.events.at(-1)?.eventId)
    await sql.query(keepPending, [last, appends.map((append) => JSON.stringify(append))])
  }
  await writeRecords(
    sql,
    batches.flatMap((batch) => batch.records),
  )
}

/** Only the last change of each is written: those before it were judged one after the other. */
const writeRecords = async (sql: Sql, records: readonly SideRecord[]): Promise<void> => {
  const last = new Map(records.map((record) => [recordKey(record.collection, record.key), record]))
  const expected = new Map(records.toReversed().map((record) => [recordKey(record.collection, record.key), record.expected]))
  const changed = [...last.values()]
  const columns = (some: readonly SideRecord[]) => [some.map(({ collection }) => collection), some.map(({ key }) => key)]
  const removed = changed.filter(({ body }) => body === null)
  const written = changed.filter(({ body }) => body !== null)
  // Of two that expect to be the first, one must fail: the unique key decides.
  const fresh = written.filter(({ collection, key }) => expected.get(recordKey(collection, key)) === null)
  const others = written.filter((record) => !fresh.includes(record))
  if (removed.length > 0) await sql.query(removeRecords, columns(removed))
  if (fresh.length > 0) await sql.query(addRecords, [...columns(fresh), fresh.map(({ body }) => body)])
  if (others.length > 0) await sql.query(putRecords, [...columns(others), others.map(({ body }) => body)])
}

const identitiesOf = {
  name: 'identities-of',
  text: `SELECT identity.event_id, payload_hash, position, recorded_at
    FROM identity LEFT JOIN log_index USING (event_id) WHERE identity.event_id = ANY ($1::uuid[])`,
}
const endsOf = {
  name: 'ends-of',
  text: `SELECT ends.*, position, recorded_at
    FROM unnest($1::text[]) AS wanted (name)
    CROSS JOIN LATERAL (
      SELECT event_id, stream, revision, payload_hash FROM identity WHERE stream = wanted.name ORDER BY revision DESC LIMIT 1
    ) AS ends LEFT JOIN log_index USING (event_id)`,
}
const recordsOf = {
  name: 'records-of',
  text: `SELECT collection, key, body FROM record
    WHERE (collection, key) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY collection, key FOR UPDATE`,
}
const lastRecorded = {
  name: 'last-recorded',
  text: 'SELECT recorded_at, position FROM log_index ORDER BY position DESC LIMIT 1',
}
const claimOnce = { name: 'claim-once', text: 'INSERT INTO claimed (token) VALUES ($1)' }
const takeIdentities = {
  name: 'take-identities',
  text: `INSERT INTO identity (event_id, stream, revision, payload_hash)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[]) ORDER BY 1`,
}
const keepPending = {
  name: 'keep-pending',
  text: `INSERT INTO pending (last_event, append)
    SELECT last_event, append FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS kept (last_event, append, number) ORDER BY number`,
}
const removeRecords = {
  name: 'remove-records',
  text: 'DELETE FROM record WHERE (collection, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))',
}
const addRecords = {
  name: 'add-records',
  text: 'INSERT INTO record (collection, key, body) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ORDER BY 1, 2',
}
const putRecords = {
  name: 'put-records',
  text: `INSERT INTO record (collection, key, body) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ORDER BY 1, 2
    ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body`,
}
