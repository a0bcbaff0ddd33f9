import type { EventId } from '@daybook/domain'
import { eventKeyOf } from './event-id.ts'
import type { Connection, Statement } from './sqlite-driver.ts'
import { runLength } from './sqlite-schema.ts'

/** Keys in one row of `event_key`. */
const blockLength = 128

/** Bytes of a key in a block: the key, and the place of its event in the run. */
const keyBytes = 4
const entryBytes = keyBytes + 2

/** Collects the keys of the events being appended, and indexes each run in the transaction that fills it. */
export class RunWriter {
  readonly #since: Statement
  readonly #insert: Statement
  /** Key and place of each event of the run, in one number, as numbers sort fastest. */
  readonly #keys = new Float64Array(runLength)
  #wrapped = false

  constructor(database: Connection) {
    this.#since = database.prepare('SELECT position, event_key FROM event WHERE position >= ?').raw()
    this.#insert = database.prepare('INSERT INTO event_key VALUES (?, ?)')
  }

  /** Takes the keys of the run that is being filled from the log. */
  load(headPosition: number): void {
    const rows = this.#since.all(runOf(headPosition + 1) * runLength) as [bigint, bigint][] // Sound: two INTEGER columns
    for (const [position, key] of rows) this.#keys[Number(position) % runLength] = entryOf(Number(position), Number(key))
    this.#wrapped = false
  }

  /** Takes the key of an event that has been written. */
  add(position: number, key: number): void {
    this.#keys[position % runLength] = entryOf(position, key)
    if ((position + 1) % runLength > 0) return
    this.#write(BigInt(runOf(position)))
    this.#wrapped = true
  }

  /** The transaction stands. */
  keep(): void {
    this.#wrapped = false
  }

  /** The transaction was rolled back: keys of the next run may stand where those of this one stood. */
  rollBack(headPosition: number): void {
    if (this.#wrapped) this.load(headPosition)
  }

  #write(run: bigint): void {
    for (const { first, block } of blocksOf(run, this.#keys)) this.#insert.run(first, block)
  }
}

type Block = { readonly first: bigint; readonly block: Buffer }

/** The rows that index a full run: its keys in order, each with its place, in blocks. */
function* blocksOf(run: bigint, keys: Float64Array): Generator<Block> {
  const sorted = keys.toSorted()
  for (let from = 0; from < runLength; ) {
    const until = endOfBlock(sorted, from)
    const block = Buffer.allocUnsafe((until - from) * entryBytes)
    sorted.subarray(from, until).forEach((entry, index) => {
      block.writeUInt32BE(Math.floor(entry / runLength), index * entryBytes)
      block.writeUInt16BE(entry % runLength, index * entryBytes + keyBytes)
    })
    yield { first: (run << 32n) | BigInt(block.readUInt32BE(0)), block }
    from = until
  }
}

/** Compares the index of full runs with the keys of their events. */
export class RunCheck {
  readonly #keys: Statement
  readonly #blocks: Statement

  constructor(database: Connection) {
    this.#keys = database.prepare('SELECT position, event_key FROM event WHERE position >= ? AND position < ?').raw()
    this.#blocks = database.prepare('SELECT first, keys FROM event_key WHERE first >= ? AND first < ? ORDER BY first').raw()
  }

  /** Whether the run that an event is the last of is indexed as its keys say. True for any other event. */
  isSound(position: number): boolean {
    if ((position + 1) % runLength > 0) return true
    const run = BigInt(runOf(position))
    const keys = new Float64Array(runLength)
    const rows = this.#keys.all(run * BigInt(runLength), (run + 1n) * BigInt(runLength)) as [bigint, bigint][] // Sound: INTEGERs
    for (const [at, key] of rows) keys[Number(at) % runLength] = entryOf(Number(at), Number(key))
    const stored = this.#blocks.all(run << 32n, (run + 1n) << 32n) as [bigint, Buffer][] // Sound: an INTEGER and a BLOB column
    const expected = [...blocksOf(run, keys)]
    return (
      stored.length === expected.length &&
      expected.every(({ first, block }, index) => stored[index]?.[0] === first && stored[index][1].equals(block))
    )
  }
}

const runOf = (position: number): number => Math.floor(position / runLength)

const entryOf = (position: number, key: number): number => key * runLength + (position % runLength)

/** Equal keys stand in one block, so that a search looks into one block of a run. */
const endOfBlock = (sorted: Float64Array, from: number): number => {
  const keyAt = (index: number) => Math.floor((sorted[index] ?? 0) / runLength)
  let until = Math.min(from + blockLength, runLength)
  while (until < runLength && keyAt(until) === keyAt(until - 1)) until += 1
  return until
}

/** The positions of events by their id: in full runs by the index of each, in the run that is being filled by memory. */
export class EventKeys {
  readonly #head: Statement
  readonly #since: Statement
  readonly #blocks: Statement
  readonly #recent = new Map<number, readonly number[]>()
  #runs = 0
  #seen = -1

  constructor(database: Connection) {
    this.#head = database.prepare('SELECT coalesce(max(position), -1) FROM event').pluck()
    this.#since = database.prepare('SELECT position, event_key FROM event WHERE position > ?').raw()
    this.#blocks = database
      .prepare(
        `WITH RECURSIVE run (number) AS (SELECT ? UNION ALL SELECT number - 1 FROM run WHERE number > 0)
        SELECT first >> 32, keys FROM run JOIN event_key ON first = (SELECT max(first) FROM event_key WHERE first <= (number << 32) | ?)
        WHERE instr(keys, ?)`,
      )
      .raw()
  }

  /** Positions whose event may have this id, the youngest first. Compare it: now and then two ids share a key. */
  *candidates(eventId: EventId): Generator<number> {
    const key = eventKeyOf(eventId)
    const runs = runOf(Number(this.#head.get()) + 1)
    this.#catchUp(runs)
    yield* this.#recent.get(key) ?? []
    if (runs === 0) return
    const bytes = Buffer.alloc(keyBytes)
    bytes.writeUInt32BE(key)
    const blocks = this.#blocks.all(runs - 1, key, bytes) as [bigint, Buffer][] // Sound: an INTEGER and a BLOB column
    for (const [run, block] of blocks) yield* placesOf(key, block).map((place) => Number(run) * runLength + place)
  }

  #catchUp(runs: number): void {
    if (runs > this.#runs) {
      this.#recent.clear()
      this.#runs = runs
      this.#seen = runs * runLength - 1
    }
    const rows = this.#since.all(this.#seen) as [bigint, bigint][] // Sound: two INTEGER columns
    for (const [position, key] of rows) {
      this.#recent.set(Number(key), [...(this.#recent.get(Number(key)) ?? []), Number(position)])
      this.#seen = Number(position)
    }
  }
}

const placesOf = (key: number, block: Buffer): readonly number[] =>
  Array.from({ length: block.length / entryBytes }, (_, index) => index * entryBytes)
    .filter((offset) => block.readUInt32BE(offset) === key)
    .map((offset) => block.readUInt16BE(offset + keyBytes))
