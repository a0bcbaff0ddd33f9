import { checksumOf, type EncodedAppend, type EncodedBatch, type Place, type WaitingEvent } from './encoded-event.ts'
import { eventKeyOf } from './event-id.ts'
import type { Appended, AppendResult, Clock, SideRecord } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { judge, type LogView } from './judge.ts'
import { type Connection, guarded, isUniqueViolation } from './sqlite-driver.ts'
import { RunWriter } from './sqlite-keys.ts'
import type { SqliteReader } from './sqlite-reader.ts'

/** Where a test may stop the process, or make it fail. */
export type Failpoint = (name: 'in-transaction' | 'before-commit' | 'after-commit-before-answer' | 'backup-half') => void

type Head = { readonly position: number; readonly recordedAt: number }

/** The one writer of a log: takes positions, and answers only after the commit. */
export class SqliteWriter {
  readonly #database: Connection
  readonly #reader: SqliteReader
  readonly #clock: Clock
  readonly #failpoint: Failpoint
  readonly #statements: ReturnType<typeof prepareWrites>
  readonly #epoch: bigint
  #head: Head
  readonly #runs: RunWriter

  constructor(database: Connection, options: { reader: SqliteReader; clock: Clock; failpoint: Failpoint }) {
    this.#database = database
    this.#reader = options.reader
    this.#clock = options.clock
    this.#failpoint = options.failpoint
    this.#statements = prepareWrites(database)
    this.#epoch = guarded(() => this.#statements.nextEpoch.get() as bigint) // Sound: an INTEGER column
    const { position, recordedAt } = this.#reader.head()
    this.#head = { position: Number(position), recordedAt: recordedAt ?? Number.MIN_SAFE_INTEGER }
    this.#runs = new RunWriter(database)
    guarded(() => this.#runs.load(this.#head.position))
  }

  /**
   * Commits a group of batches, each whole or not at all, and answers for each.
   *
   * First as if nothing could be in the way: a stream that must be new and an identity that must be unknown are not looked up, as the
   * unique indexes refuse them anyway. If one does, everything is rolled back, and each batch is judged before it is written.
   */
  commit(group: readonly EncodedBatch[]): readonly AppendResult[] {
    const now = this.#clock()
    const results = this.#transaction(() => this.#writeAll(group, now)) ?? this.#transaction(() => this.#judgeAll(group, now))
    if (results === null) throw new Error('a group that was judged is written')
    this.#failpoint('after-commit-before-answer')
    return results
  }

  /** The position of the last event. */
  get position(): number {
    return this.#head.position
  }

  #transaction<Value>(write: () => Value | null): Value | null {
    const before = this.#head
    try {
      return guarded(() => {
        this.#statements.begin.run()
        this.#assertOnlyWriter()
        const value = write()
        this.#failpoint('before-commit')
        if (value === null) this.#rollBack(before)
        else this.#commit()
        return value
      })
    } catch (error) {
      this.#rollBack(before)
      throw error
    }
  }

  #commit(): void {
    this.#statements.commit.run()
    this.#runs.keep()
  }

  #rollBack(before: Head): void {
    this.#head = before
    this.#reader.names.forget()
    this.#reader.metadata.forget()
    // A full disk has rolled back already.
    if (this.#database.inTransaction) this.#statements.rollBack.run()
    this.#runs.rollBack(before.position)
  }

  #assertOnlyWriter(): void {
    if (this.#statements.epoch.get() === this.#epoch) return
    throw new EventStoreFault('storage-failed', 'another process has opened this log for writing')
  }

  #writeAll(group: readonly EncodedBatch[], now: number): readonly AppendResult[] | null {
    const results: AppendResult[] = []
    try {
      for (const batch of group) {
        const appended = this.#write(batch, now)
        if (appended === null) return null
        results.push(appended)
      }
      return results
    } catch (error) {
      if (isUniqueViolation(error)) return null
      throw error
    }
  }

  #judgeAll(group: readonly EncodedBatch[], now: number): readonly AppendResult[] {
    return group.map((batch) => {
      const result = judge(batch, this.#view(now)) ?? this.#write(batch, now)
      if (result === null) throw new Error('a batch that was judged to fit does not fit')
      return result
    })
  }

  #view(now: number): LogView {
    return {
      receipt: ({ source, id }) => this.#reader.receipt(source, id),
      revision: (stream) => this.#revision(this.#reader.streamNumber(stream)),
      body: (collection, key) => this.#reader.record(collection, key),
      recordedAt: this.#head.recordedAt,
      now,
    }
  }

  #revision(streamNumber: number | null): number {
    return streamNumber === null ? -1 : this.#reader.revision(streamNumber)
  }

  /** Null when the batch does not fit; what was written of it is then to be rolled back. */
  #write({ appends, records }: EncodedBatch, now: number): Appended | null {
    const positions: bigint[] = []
    for (const append of appends) {
      if (!this.#writeAppend(append, { now, positions })) return null
    }
    if (!records.every((record) => this.#writeRecord(record))) return null
    this.#failpoint('in-transaction')
    const { position, recordedAt } = this.#head
    return { status: 'appended', position: BigInt(position), recordedAt: position < 0 ? now : recordedAt, positions }
  }

  #writeAppend({ stream, expectedRevision, events }: EncodedAppend, batch: { now: number; positions: bigint[] }): boolean {
    const known = expectedRevision < 0 && events.length > 0 ? null : this.#reader.streamNumber(stream)
    if (this.#revision(known) !== expectedRevision) return false
    const number = known ?? this.#head.position + 1
    let revision = expectedRevision
    for (const event of events) {
      const { position: last, recordedAt: earliest } = this.#head
      const { recordedAt = Math.max(earliest, batch.now) } = event
      if (recordedAt < earliest) return false
      const position = last + 1
      revision += 1
      this.#insert(event, { stream, revision, position, recordedAt }, number)
      this.#head = { position, recordedAt }
      batch.positions.push(BigInt(position))
    }
    return true
  }

  #insert(event: WaitingEvent, place: Place, streamNumber: number): void {
    const { names, metadata } = this.#reader
    const { insert, insertFirst } = this.#statements
    const source = names.numberFor(event.source)
    const key = eventKeyOf(event.eventId)
    const meta = metadata.numberFor(event.metadata)
    const sum = checksumOf(event, place)
    const { position, stream, revision, recordedAt } = place
    const { id, envelope, facts, personal } = event
    if (revision > 0)
      insert.run(position, streamNumber, revision, source, id, key, recordedAt, meta, sum, envelope, facts, personal)
    else insertFirst.run(position, stream, source, id, key, recordedAt, meta, sum, envelope, facts, personal)
    this.#runs.add(position, key)
  }

  #writeRecord({ collection, key, body, expected }: SideRecord): boolean {
    if (expected !== undefined && this.#reader.record(collection, key) !== expected) return false
    if (body === null) this.#statements.deleteRecord.run(collection, key)
    else this.#statements.putRecord.run(collection, key, body)
    return true
  }
}

const columns = 'source, source_id, event_key, recorded_at, metadata, checksum, envelope, facts, personal'

const prepareWrites = (database: Connection) => ({
  begin: database.prepare('BEGIN IMMEDIATE'),
  commit: database.prepare('COMMIT'),
  rollBack: database.prepare('ROLLBACK'),
  nextEpoch: database.prepare('UPDATE writer SET epoch = epoch + 1 RETURNING epoch').pluck(),
  epoch: database.prepare('SELECT epoch FROM writer').pluck(),
  insert: database.prepare(
    `INSERT INTO event (position, stream, revision, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  insertFirst: database.prepare(`INSERT INTO event (position, stream_name, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  putRecord: database.prepare(
    'INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body',
  ),
  deleteRecord: database.prepare('DELETE FROM record WHERE collection = ? AND key = ?'),
})
