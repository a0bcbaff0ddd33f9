import { dirname, resolve } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { BroadcastChannel } from 'node:worker_threads'
import type { EventId, StreamName } from '@daybook/domain'
import { acquireDataFolder, type DataFolderLock } from './data-folder.ts'
import { eventIdOf } from './event-id.ts'
import type { AppendBatch, AppendResult, Clock, Damage, EventStore, Identity, Receipt, Verification } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { SqliteAppender } from './sqlite-appender.ts'
import { type Backup, backUp } from './sqlite-backup.ts'
import { type Connection, guarded } from './sqlite-driver.ts'
import { openLogFile } from './sqlite-file.ts'
import { SqliteReader } from './sqlite-reader.ts'
import { type Failpoint, SqliteWriter } from './sqlite-writer.ts'
import { WakeUps } from './wake-ups.ts'

/** Events that a writer compares with their checksums before it opens. */
const checkedAtStart = 10_000

/** Events read at once while others wait for a turn. */
const chunk = 1_000

/** How often a reader looks by itself; within one process it is told. */
const lookMs = 100

/** How a log file is opened. */
export type SqliteEventStoreOptions = {
  readonly file: string
  readonly clock?: Clock
  /** Reads beside the writer, in a worker or another process; appends are refused. */
  readonly readOnly?: boolean
  /** The lock of the file's folder where the caller holds it already; otherwise the store takes it for as long as it is open. */
  readonly lock?: DataFolderLock
  /** Pages of 8 KiB beyond which the file does not grow: a full disk before the disk is full. */
  readonly pagesMax?: number
  /** Told once when the disk fails while the log is open: nothing is written any more until it is opened again. */
  readonly onFailure?: ((fault: EventStoreFault) => void) | undefined
  /** For crash tests: called at the named points. */
  readonly failpoint?: Failpoint | undefined
}

/** A log in one file. */
export type SqliteEventStore = EventStore & {
  /** Copies the log as it is into a directory, while it is being written. */
  backup(directory: string): Promise<Backup>
  measured(): LogMeasures
}

/** What a log tells of itself to be watched. */
export type LogMeasures = {
  /** How often another connection held the file when a batch was to be written. */
  readonly busyTotal: number
  /** The last event that was compared with its checksum, at the start or on request; -1 before the first. */
  readonly verifiedPosition: bigint
}

/**
 * Opens the log in one SQLite file, and makes it if need be. One process writes it; any number read it.
 *
 * A writer compares the last 10,000 events with their checksums. If one differs, or once the disk has failed, nothing is written
 * any more: `fault()` says why.
 */
export const openSqliteEventStore = (options: SqliteEventStoreOptions): SqliteEventStore => {
  const readOnly = options.readOnly ?? false
  const lock = readOnly || options.lock !== undefined ? null : acquireDataFolder(dirname(resolve(options.file)))
  try {
    return new SqliteLog(openLogFile(resolve(options.file), { ...options, readOnly }), { ...options, ownLock: lock })
  } catch (error) {
    lock?.release()
    throw error
  }
}

class SqliteLog implements SqliteEventStore {
  readonly #database: Connection
  readonly #reader: SqliteReader
  readonly #appender: SqliteAppender | null
  readonly #lock: DataFolderLock | null
  readonly #wakeUps = new WakeUps()
  // Made once: making one costs more than what most reads do in it.
  readonly #inTransaction: (read: () => unknown) => unknown
  readonly #channel: BroadcastChannel
  readonly #failpoint: Failpoint
  #open = true
  #verifiedPosition = -1n

  constructor(database: Connection, options: SqliteEventStoreOptions & { readonly ownLock: DataFolderLock | null }) {
    this.#database = database
    this.#lock = options.ownLock
    this.#failpoint = options.failpoint ?? (() => {})
    this.#reader = guarded(() => new SqliteReader(database))
    this.#inTransaction = database.transaction((read) => read())
    this.#appender = database.readonly ? null : this.#openAppender(options)
    this.#channel = new BroadcastChannel(`daybook-log ${database.name}`)
    this.#channel.onmessage = ({ data }) => this.#wakeUps.announce(data)
    this.#channel.unref()
  }

  async append(batch: AppendBatch): Promise<AppendResult> {
    this.#assertOpen()
    if (this.#appender === null) throw new EventStoreFault('read-only', 'the event store was opened to be read')
    return this.#appender.append(batch)
  }

  async readStream(stream: StreamName, { from = 0n, limit }: { readonly from?: bigint; readonly limit?: number } = {}) {
    return this.#read((reader) => reader.readStream(stream, from, limit ?? Number.MAX_SAFE_INTEGER))
  }

  async readAll({ from, limit }: { readonly from: bigint; readonly limit: number }) {
    return this.#read((reader) => reader.readAll(from, limit))
  }

  async event(eventId: EventId) {
    return this.#read((reader) => reader.event(eventId))
  }

  async identities(keys: readonly Identity[]): Promise<ReadonlyMap<EventId, Receipt>> {
    return this.#read((reader) => {
      const found = new Map<EventId, Receipt>()
      for (const { source, id } of keys) {
        const receipt = reader.receipt(source, id)
        if (receipt !== null) found.set(eventIdOf(source, id), receipt)
      }
      return found
    })
  }

  async head() {
    return this.#look((reader) => reader.head())
  }

  async positionAt(instant: number) {
    return this.#read((reader) => reader.positionAt(instant))
  }

  async recordedAt(position: bigint) {
    return this.#look((reader) => reader.recordedAt(position))
  }

  async record(collection: string, key: string) {
    return this.#read((reader) => reader.record(collection, key))
  }

  async collections() {
    return this.#read((reader) => reader.collections())
  }

  async records(collection: string, { after, limit }: { readonly after?: string; readonly limit: number }) {
    return this.#read((reader) => reader.records(collection, after, limit))
  }

  async waitBeyond(position: bigint, signal: AbortSignal) {
    while (this.#open && !signal.aborted && this.#look((reader) => reader.head()).position <= position)
      await this.#nextSign(position, signal)
  }

  async verifyEvents({ from, to }: { readonly from: bigint; readonly to: bigint }): Promise<Verification> {
    let checked = 0
    const damage: Damage[] = []
    for (let next = from; next <= to; ) {
      const limit = Math.min(chunk, Number(to - next) + 1)
      const found = this.#read((reader) => reader.verify(next, limit))
      checked += found.checked
      damage.push(...found.damage)
      this.#note(next + BigInt(found.checked) - 1n)
      if (found.next === null) break
      next = found.next
      await turn()
    }
    return { checked, damage }
  }

  waiting() {
    return this.#appender?.waiting ?? 0
  }

  fault() {
    return this.#appender?.ended ?? null
  }

  measured() {
    return { busyTotal: this.#appender?.busyTotal ?? 0, verifiedPosition: this.#verifiedPosition }
  }

  async backup(directory: string) {
    this.#assertOpen()
    return backUp(this.#database, { directory, failpoint: this.#failpoint })
  }

  async [Symbol.asyncDispose]() {
    if (!this.#open) return
    this.#open = false
    await this.#appender?.close()
    this.#wakeUps.end()
    this.#channel.close()
    try {
      if (this.#appender?.ended === null) this.#optimize()
    } finally {
      this.#database.close()
      this.#lock?.release()
    }
  }

  /** What it gathers makes later reads faster, and no more: a full or failing disk must not turn a close into a failure. */
  #optimize(): void {
    try {
      guarded(() => this.#database.pragma('optimize'))
    } catch (error) {
      if (!(error instanceof EventStoreFault)) throw error
    }
  }

  #openAppender(options: SqliteEventStoreOptions): SqliteAppender {
    const { clock = Date.now, failpoint = () => {}, onFailure = () => {} } = options
    const database = this.#database
    const writer = guarded(() => new SqliteWriter(database, { reader: this.#reader, clock, failpoint }))
    const announce = (position: bigint) => {
      this.#wakeUps.announce(position)
      this.#channel.postMessage(position)
    }
    const appender = new SqliteAppender(database, { writer, announce, onFailure })
    const damage = this.#damageNear(writer.position)
    if (damage !== null) appender.end(damage)
    return appender
  }

  #damageNear(head: number): EventStoreFault | null {
    try {
      const from = BigInt(Math.max(0, head - checkedAtStart + 1))
      const {
        damage: [damage],
      } = guarded(() => this.#reader.verify(from, checkedAtStart))
      this.#note(BigInt(head))
      return damage === undefined ? null : new EventStoreFault('damaged', `position ${damage.position}: ${damage.problem}`)
    } catch (error) {
      if (error instanceof EventStoreFault) return error
      throw error
    }
  }

  #note(verified: bigint): void {
    if (verified > this.#verifiedPosition) this.#verifiedPosition = verified
  }

  async #nextSign(position: bigint, signal: AbortSignal): Promise<void> {
    const look = this.#appender === null ? setTimeout(() => this.#wakeUps.end(), lookMs) : undefined
    await this.#wakeUps.beyond(position, signal)
    clearTimeout(look)
  }

  /** Reads one state of the log, whatever is committed meanwhile. */
  #read<Value>(read: (reader: SqliteReader) => Value): Value {
    return this.#look((reader) => this.#inTransaction(() => read(reader)) as Value) // Sound: it gives back what `read` gave
  }

  /** A single statement reads one state by itself. */
  #look<Value>(read: (reader: SqliteReader) => Value): Value {
    this.#assertOpen()
    try {
      return guarded(() => read(this.#reader))
    } catch (error) {
      this.#appender?.endAfter(error)
      throw error
    }
  }

  #assertOpen(): void {
    if (!this.#open) throw new EventStoreFault('closed', 'the event store is closed')
  }
}
