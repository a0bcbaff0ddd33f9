import type { CellKey } from './run.ts'
import { type Connection, type RowStatement, rowsOf, type Statement } from './sqlite-driver.ts'
import { ByteReader, ByteWriter } from './varint.ts'

/** Entries whose places one chunk holds. */
const placesMax = 256

/** Where an entry stands: the cell that a position moved, and for which partition. Numbers for names. */
export type Place = CellKey & { readonly position: number; readonly partition: number }

type OpenChunk = {
  /** Position of its first entry; null while it has none. */
  first: number | null
  chunk: number
  size: number
  position: number
  partition: number
  isStored: boolean
}

type StoredChunk = readonly [position: number, chunk: number, places: Uint8Array]

/**
 * Where the entries of a position are, in posting order. A row for each entry would cost as much again as the entries; a chunk is cut after a
 * fixed number of entries, so that it is the same whatever the batch.
 */
export class PositionIndex {
  readonly #insert: Statement
  readonly #update: Statement
  readonly #last: RowStatement<StoredChunk>
  readonly #before: RowStatement<StoredChunk>
  readonly #within: RowStatement<StoredChunk>
  readonly #bytes = new ByteWriter(4096)
  #open: OpenChunk | null = null

  constructor(database: Connection) {
    const select = 'SELECT position, chunk, places FROM entry_by_position'
    this.#insert = database.prepare('INSERT INTO entry_by_position (places, position, chunk) VALUES (?, ?, ?)')
    this.#update = database.prepare('UPDATE entry_by_position SET places = ? WHERE position = ? AND chunk = ?')
    this.#last = rowsOf(database, `${select} ORDER BY position DESC, chunk DESC LIMIT 1`)
    this.#before = rowsOf(database, `${select} WHERE position < ? ORDER BY position DESC, chunk DESC LIMIT 1`)
    this.#within = rowsOf(database, `${select} WHERE position >= ? AND position <= ? ORDER BY position, chunk`)
  }

  /** Notes where an entry stands; `flush` stores it at the latest. */
  add(cell: CellKey, position: number, partition: number): void {
    const open = this.#openChunk()
    if (open.size === placesMax) this.#closeChunk(open)
    open.first ??= position
    const gap = open.size === 0 ? 0 : position - open.position
    const isSamePartition = open.size > 0 && partition === open.partition
    this.#bytes.unsigned(gap * 2 + (isSamePartition ? 0 : 1))
    if (!isSamePartition) this.#bytes.unsigned(partition)
    this.#bytes.unsigned(cell.ledger)
    this.#bytes.signed(cell.period)
    this.#bytes.unsigned(cell.entity)
    open.position = position
    open.partition = partition
    open.size += 1
  }

  flush(): void {
    const open = this.#open
    if (open === null || open.first === null) return
    const statement = open.isStored ? this.#update : this.#insert
    statement.run(this.#bytes.written(), open.first, open.chunk)
    open.isStored = true
  }

  /** Places of the entries posted at `from <= position <= to`, in posting order. */
  between(from: number, to: number): readonly Place[] {
    const chunks = [...this.#before.all(from), ...this.#within.all(from, to)]
    return chunks.flatMap(placesIn).filter(({ position }) => from <= position && position <= to)
  }

  forget(): void {
    this.#open = null
  }

  #openChunk(): OpenChunk {
    this.#open ??= this.#lastChunk()
    return this.#open
  }

  #lastChunk(): OpenChunk {
    this.#bytes.clear()
    const stored = this.#last.get()
    if (stored === undefined) return { ...emptyChunk }
    const [first, chunk, bytes] = stored
    this.#bytes.append(bytes)
    const places = placesIn(stored)
    const { position, partition } = places.at(-1) ?? { position: first, partition: 0 }
    return { first, chunk, size: places.length, position, partition, isStored: true }
  }

  #closeChunk(open: OpenChunk): void {
    this.flush()
    this.#bytes.clear()
    Object.assign(open, emptyChunk, { chunk: open.chunk + 1 })
  }
}

const emptyChunk = { first: null, chunk: 0, size: 0, position: 0, partition: 0, isStored: false }

const placesIn = ([first, , bytes]: StoredChunk): readonly Place[] => {
  const reader = new ByteReader(bytes)
  const places: Place[] = []
  let position = first
  let partition = 0
  while (!reader.isAtEnd) {
    const gapAndPartition = reader.unsigned()
    position += Math.floor(gapAndPartition / 2)
    if (gapAndPartition % 2 === 1) partition = reader.unsigned()
    places.push({ position, partition, ledger: reader.unsigned(), period: reader.signed(), entity: reader.unsigned() })
  }
  return places
}
