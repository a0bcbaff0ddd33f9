import type { EventId, StreamName } from '@daybook/domain'
import { type Connections, DatabaseFault, inTransaction, type Sql, sqlOn } from '@daybook/postgres'
import { assertNext, type IndexBatch, type IndexedEvent, IndexFault } from './register.ts'

/** Adds events to the index in one transaction, which only the holder of the epoch can commit, and tells all who listen. */
export const addToIndex = async (database: Connections, batch: IndexBatch, channel: string): Promise<void> => {
  try {
    await inTransaction(database, (client) => add(sqlOn(client), batch, channel))
  } catch (fault) {
    if (!(fault instanceof DatabaseFault) || fault.code !== 'taken') throw fault
    throw new IndexFault(
      'repeated',
      `an event of the log is in the index already, or stands where another was claimed: ${fault.message}`,
    )
  }
}

const add = async (sql: Sql, { epoch, from, events }: IndexBatch, channel: string): Promise<void> => {
  const to = from + BigInt(events.length)
  await moveHead(sql, { epoch, from, to })
  await assertFollows(sql, events)
  const eventIds = events.map(({ eventId }) => eventId)
  await sql.query(knowIdentities, [
    eventIds,
    events.map(({ stream }) => stream),
    events.map(({ revision }) => revision),
    events.map(({ payloadHash }) => payloadHash),
  ])
  await sql.query(placeEvents, [
    events.map((_, index) => from + 1n + BigInt(index)),
    eventIds,
    events.map(({ recordedAt }) => recordedAt),
    events.map(({ place }) => place.commit),
    events.map(({ place }) => place.prepare),
  ])
  await sql.query(forgetPending, [eventIds])
  await sql.query(tell, [channel, String(to)])
}

type Move = { readonly epoch: bigint; readonly from: bigint; readonly to: bigint }

const moveHead = async (sql: Sql, { epoch, from, to }: Move): Promise<void> => {
  const moved = await sql.query(moveHeadFrom, [epoch, from, to])
  if (moved.length === 1) return
  const [head] = await sql.query<{ epoch: bigint; position: bigint }>('SELECT epoch, position FROM index_head')
  if (head?.epoch !== epoch) throw new IndexFault('epoch-lost', `epoch ${epoch} is not the current one, ${head?.epoch}`)
  throw new IndexFault('not-at-head', `the index ends at ${head.position}, not at ${from}`)
}

type Before = { stream: StreamName; revision: bigint; event_id: EventId }

/** Each event is the next of its stream, and of the log. */
const assertFollows = async (sql: Sql, events: readonly IndexedEvent[]): Promise<void> => {
  const first = new Map<StreamName, bigint>()
  for (const { stream, revision } of events) if (!first.has(stream)) first.set(stream, revision)
  const before = [...first]
    .map(([stream, revision]) => ({ stream, revision: revision - 1n }))
    .filter(({ revision }) => revision >= 0n)
  const there = await sql.query<Before>(placedAt, [before.map(({ stream }) => stream), before.map(({ revision }) => revision)])
  const revisions = new Map(there.map(({ stream, revision }) => [stream, revision]))
  const [last] = await sql.query<{ log_commit: string }>(lastCommit)
  let commit = last === undefined ? -1n : BigInt(last.log_commit)
  for (const { stream, revision, place } of events) {
    assertNext({ stream, revision }, (revisions.get(stream) ?? -1n) + 1n)
    if (place.commit <= commit) throw new IndexFault('repeated', `the log came to ${place.commit} again after ${commit}`)
    revisions.set(stream, revision)
    commit = place.commit
  }
}

const moveHeadFrom = {
  name: 'move-head',
  text: 'UPDATE index_head SET position = $3 WHERE epoch = $1 AND position = $2 RETURNING position',
}
const placedAt = {
  name: 'placed-at',
  text: `SELECT stream, revision, event_id FROM identity JOIN log_index USING (event_id)
    WHERE (stream, revision) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))`,
}
const lastCommit = { name: 'last-commit', text: 'SELECT log_commit FROM log_index ORDER BY position DESC LIMIT 1' }
/** Known already, unless the register was lost, or the log filled, without it. */
const knowIdentities = {
  name: 'know-identities',
  text: `INSERT INTO identity (event_id, stream, revision, payload_hash)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[]) ORDER BY 1 ON CONFLICT (event_id) DO NOTHING`,
}
const placeEvents = {
  name: 'place-events',
  text: `INSERT INTO log_index (position, event_id, recorded_at, log_commit, log_prepare)
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::numeric[], $5::numeric[])`,
}
const forgetPending = { name: 'forget-pending', text: 'DELETE FROM pending WHERE last_event = ANY ($1::uuid[])' }
const tell = { name: 'tell', text: 'SELECT pg_notify($1, $2)' }
