import type { EventId, Recorded, Source, SourceEventId, StreamName } from '@daybook/domain'
import { checksumOf, type EncodedEvent, type Place, recordedOf } from './encoded-event.ts'
import { eventIdOf, eventKeyOf } from './event-id.ts'
import type { Head, Receipt, Verification } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import type { Connection } from './sqlite-driver.ts'
import { EventKeys, RunCheck } from './sqlite-keys.ts'
import { Texts } from './sqlite-texts.ts'

/** The columns of an event as `#found` takes them. A stream's name stands with its first event only. */
const columns = `position, coalesce(revision, 0),
  coalesce(stream_name, (SELECT first.stream_name FROM event first WHERE first.position = event.stream)),
  source, source_id, recorded_at, metadata, checksum, envelope, facts, personal`

type Columns = [
  position: bigint,
  revision: bigint,
  stream: StreamName,
  source: bigint,
  id: SourceEventId,
  recordedAt: bigint,
  metadata: bigint,
  checksum: bigint,
  envelope: string,
  facts: string,
  personal: string | null,
]

/** An event as it was found, and whether that is what was stored. */
type Found = { readonly event: EncodedEvent; readonly place: Place; readonly intact: boolean }

/** Rows of a side collection. */
export type RecordRow = { readonly key: string; readonly body: string }

/** Everything that is read from the file of a log: at once, so that no reader keeps the log from moving. */
export class SqliteReader {
  readonly names: Texts
  readonly metadata: Texts
  readonly #keys: EventKeys
  readonly #runs: RunCheck
  readonly #statements: ReturnType<typeof prepareReads>

  constructor(database: Connection) {
    this.names = new Texts(database, 'name')
    this.metadata = new Texts(database, 'metadata')
    this.#keys = new EventKeys(database)
    this.#runs = new RunCheck(database)
    this.#statements = prepareReads(database)
  }

  readStream(stream: StreamName, from: bigint, limit: number): readonly Recorded[] {
    const number = this.streamNumber(stream)
    if (number === null || limit <= 0) return []
    const { first, later } = this.#statements
    const head = from <= 0n ? first.all(number) : []
    const rest = later.all(number, from, limit - head.length)
    return [...head, ...rest].map((row) => this.#recorded(row))
  }

  readAll(from: bigint, limit: number): readonly Recorded[] {
    return this.#statements.all.all(from, limit).map((row) => this.#recorded(row))
  }

  event(eventId: EventId): Recorded | null {
    for (const position of this.#keys.candidates(eventId)) {
      const event = this.readAll(BigInt(position), 1)[0]
      if (event?.eventId === eventId) return event
    }
    return null
  }

  receipt(source: Source, id: SourceEventId): Receipt | null {
    const position = this.#positionOf(source, id)
    const event = position === null ? undefined : this.readAll(position, 1)[0]
    return event === undefined ? null : { position: event.position, recordedAt: event.recordedAt, payloadHash: event.payloadHash }
  }

  /** The number of a stream, which is the position of its first event; null when there is no such stream. */
  streamNumber(stream: StreamName): number | null {
    const number = this.#statements.stream.get(stream)
    return number === undefined ? null : Number(number)
  }

  /** The last revision of a stream, by its number. */
  revision(number: number): number {
    return Number(this.#statements.revision.get(number))
  }

  head(): Head {
    const row = this.#statements.head.get() as [bigint, bigint] | undefined // Sound: the columns selected
    return row === undefined ? { position: -1n, recordedAt: null } : { position: row[0], recordedAt: Number(row[1]) }
  }

  recordedAt(position: bigint): number | null {
    const recordedAt = this.#statements.recordedAt.get(position)
    return recordedAt === undefined ? null : Number(recordedAt)
  }

  /** By halves, as recorded times never go back. */
  positionAt(instant: number): bigint | null {
    let known = -1n
    let beyond = this.head().position + 1n
    while (beyond - known > 1n) {
      const middle = (known + beyond) / 2n
      if ((this.recordedAt(middle) ?? Number.POSITIVE_INFINITY) <= instant) known = middle
      else beyond = middle
    }
    return known < 0n ? null : known
  }

  record(collection: string, key: string): string | null {
    const body = this.#statements.record.get(collection, key) as string | undefined // Sound: a TEXT column
    return body ?? null
  }

  collections(): readonly string[] {
    return this.#statements.collections.all() as string[] // Sound: a TEXT column
  }

  records(collection: string, after: string | undefined, limit: number): readonly RecordRow[] {
    const { records, recordsAfter } = this.#statements
    const rows = after === undefined ? records.all(collection, limit) : recordsAfter.all(collection, after, limit)
    return rows as RecordRow[] // Sound: the columns selected
  }

  /** Compares some events with their checksums, their neighbours and the indexes; `next` is where to go on, null at the end. */
  verify(from: bigint, limit: number): Verification & { readonly next: bigint | null } {
    const rows = this.#statements.all.all(from, limit)
    let recordedAt = this.recordedAt(from - 1n) ?? Number.NEGATIVE_INFINITY
    let last = from - 1n
    const damage = rows.flatMap((row) => {
      const { event, place, intact } = this.#found(row)
      const position = BigInt(place.position)
      const problems = [
        intact ? null : 'the stored bytes are not those that were written',
        position === last + 1n ? null : 'an event before it is missing',
        place.recordedAt >= recordedAt ? null : 'its recorded time goes back',
        this.#positionOf(event.source, event.id) === position ? null : 'it is not found by its identity',
        this.#isInStream(place) ? null : 'it is not found in its stream',
        this.#isFoundByEventId(event, position) ? null : 'it is not found by its event id',
      ]
      recordedAt = place.recordedAt
      last = position
      return problems.filter((problem) => problem !== null).map((problem) => ({ position, problem }))
    })
    return { checked: rows.length, damage, next: rows.length < limit ? null : last + 1n }
  }

  #positionOf(source: Source, id: SourceEventId): bigint | null {
    const number = this.names.number(source)
    const position = number === null ? undefined : this.#statements.identity.get(number, id)
    return position === undefined ? null : BigInt(String(position))
  }

  /** Of the last event of a run the index of the whole run is compared. */
  #isFoundByEventId({ source, id }: EncodedEvent, position: bigint): boolean {
    const key = this.#statements.key.get(position)
    return Number(key) === eventKeyOf(eventIdOf(source, id)) && this.#runs.isSound(Number(position))
  }

  #isInStream({ stream, revision, position }: Place): boolean {
    const number = this.streamNumber(stream)
    const found = revision === 0 ? number : this.#statements.inStream.get(number, revision)
    return Number(found) === position
  }

  #recorded(row: unknown): Recorded {
    const { event, place, intact } = this.#found(row)
    if (!intact) throw new EventStoreFault('damaged', `the event at position ${place.position} is not what was stored`)
    return recordedOf(event, place)
  }

  #found(row: unknown): Found {
    const [position, revision, stream, sourceNumber, id, recordedAt, ...rest] = row as Columns // Sound: `columns`
    const [metadataNumber, checksum, envelope, facts, personal] = rest
    const source = this.names.text(Number(sourceNumber)) as Source // Sound: only sources are stored in this column
    const metadata = this.metadata.text(Number(metadataNumber))
    const event = { source, id, envelope, facts, personal, metadata }
    const place = { stream, revision: Number(revision), position: Number(position), recordedAt: Number(recordedAt) }
    return { event, place, intact: checksumOf(event, place) === Number(checksum) }
  }
}

/**
 * The `+ 0` keep SQLite from looking at the value of a parameter while it plans: what it has looked at, it plans anew for each value
 * (`sqlite3VdbeSetVarmask`), which takes 20 microseconds.
 */
const prepareReads = (database: Connection) => ({
  all: database.prepare(`SELECT ${columns} FROM event WHERE position >= ? ORDER BY position LIMIT ? + 0`).raw(),
  first: database.prepare(`SELECT ${columns} FROM event WHERE position = ?`).raw(),
  later: database
    .prepare(`SELECT ${columns} FROM event WHERE stream = ? + 0 AND revision >= ? + 0 ORDER BY revision LIMIT ? + 0`)
    .raw(),
  inStream: database.prepare('SELECT position FROM event WHERE stream = ? + 0 AND revision = ? + 0').pluck(),
  stream: database.prepare('SELECT position FROM event WHERE stream_name = ?').pluck(),
  revision: database.prepare('SELECT coalesce(max(revision), 0) FROM event WHERE stream = ? + 0').pluck(),
  identity: database.prepare('SELECT position FROM event WHERE source = ? AND source_id = ?').pluck(),
  key: database.prepare('SELECT event_key FROM event WHERE position = ?').pluck(),
  head: database.prepare('SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1').raw(),
  recordedAt: database.prepare('SELECT recorded_at FROM event WHERE position = ?').pluck(),
  record: database.prepare('SELECT body FROM record WHERE collection = ? AND key = ?').pluck(),
  collections: database.prepare('SELECT DISTINCT collection FROM record ORDER BY collection').pluck(),
  records: database.prepare('SELECT key, body FROM record WHERE collection = ? ORDER BY key LIMIT ? + 0'),
  recordsAfter: database.prepare('SELECT key, body FROM record WHERE collection = ? AND key > ? ORDER BY key LIMIT ? + 0'),
})
