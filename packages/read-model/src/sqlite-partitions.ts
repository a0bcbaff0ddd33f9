import type { PartitionName } from './read-model.ts'
import { type ColumnStatement, type Connection, columnOf, type RowStatement, rowsOf, type Statement } from './sqlite-driver.ts'
import { ByteReader, ByteWriter } from './varint.ts'

/** Positions in a chunk of a partition's events. */
const positionsMax = 64

/** Partitions kept at hand; when there are more, all are forgotten and met again. */
const partitionsMax = 50_000

/** A partition with the open chunk of its events, and what the batch at hand has for it. */
export type Partition = {
  readonly number: number
  events: Uint8Array
  size: number
  last: number
  added: number[]
  head: { readonly text: string; readonly position: bigint } | null
}

/**
 * Numbers, heads and events of partitions. Nearly every order concerns a partition whose head it changes: its position goes into the same
 * row, so that knowing the events of a partition costs no row of its own.
 */
export class Partitions {
  readonly #kept = new Map<PartitionName, Partition>()
  readonly #names = new Map<number, PartitionName>()
  readonly #read: RowStatement<[number, Uint8Array]>
  readonly #readName: Statement
  readonly #readEvents: RowStatement<[Uint8Array]>
  readonly #insert: Statement
  readonly #update: Statement
  readonly #updateEvents: Statement
  readonly #insertEvents: Statement
  readonly #insertMove: Statement
  readonly #readMoves: ColumnStatement<number>
  readonly #writer = new ByteWriter(1024)

  constructor(database: Connection) {
    this.#read = rowsOf(database, 'SELECT partition, events FROM partition WHERE name = ?')
    this.#readName = columnOf(database, 'SELECT name FROM partition WHERE partition = ?')
    this.#readEvents = rowsOf(database, 'SELECT events FROM event_of WHERE partition = ? AND position <= ? ORDER BY position')
    this.#insert = database.prepare('INSERT INTO partition (name, events) VALUES (?, ?)')
    this.#update = database.prepare('UPDATE partition SET head = ?, position = ?, events = ? WHERE partition = ?')
    this.#updateEvents = database.prepare('UPDATE partition SET events = ? WHERE partition = ?')
    this.#insertMove = database.prepare('INSERT INTO moved_by_other (partition, position) VALUES (?, ?) ON CONFLICT DO NOTHING')
    this.#readMoves = columnOf<number>(database, 'SELECT position FROM moved_by_other WHERE partition = ? AND position <= ?')
    this.#insertEvents = database.prepare('INSERT INTO event_of (partition, position, events) VALUES (?, ?, ?)')
  }

  find(name: PartitionName): number | null {
    return this.#kept.get(name)?.number ?? this.#read.get(name)?.[0] ?? null
  }

  name(number: number): PartitionName {
    const known = this.#names.get(number)
    if (known !== undefined) return known
    const name = this.#readName.get(number)
    if (typeof name !== 'string') throw new Error(`the ledgers name no partition ${number}`)
    this.#names.set(number, name)
    return name
  }

  /** The partition of that name, to be posted to; it is given a number when it has none. */
  partition(name: PartitionName): Partition {
    const known = this.#kept.get(name)
    if (known !== undefined) return known
    const [number, events] = this.#read.get(name) ?? [this.#added(name), new Uint8Array()]
    const positions = positionsIn(events)
    const partition = { number, events, size: positions.length, last: positions.at(-1) ?? 0, added: [], head: null }
    this.#kept.set(name, partition)
    return partition
  }

  /** Writes what the batch has for the partitions, by number so that neighbours are written together. */
  write(partitions: ReadonlySet<Partition>): void {
    for (const partition of [...partitions].sort((a, b) => a.number - b.number)) this.#writeOne(partition)
    if (this.#kept.size > partitionsMax) this.#kept.clear()
  }

  eventsOf(name: PartitionName, position: bigint): readonly number[] {
    const row = this.#read.get(name)
    if (row === undefined) return []
    const [number, open] = row
    const chunks = [...this.#readEvents.all(number, position).map(([events]) => events), open]
    return chunks.flatMap(positionsIn).filter((one) => one <= position)
  }

  /** Notes that an entry of the partition stands at the position, whose event may be one of another partition. */
  noteMove(partition: Partition, position: number): void {
    if (!partition.added.includes(position)) this.#insertMove.run(partition.number, position)
  }

  /** Positions up to one, in order, at which entries of the partition may stand. */
  positionsOf(name: PartitionName, position: bigint): readonly number[] {
    const number = this.find(name)
    if (number === null) return []
    return [...this.eventsOf(name, position), ...this.#readMoves.all(number, position)].sort((a, b) => a - b)
  }

  forget(): void {
    this.#kept.clear()
    this.#names.clear()
  }

  #added(name: PartitionName): number {
    return Number(this.#insert.run(name, new Uint8Array()).lastInsertRowid)
  }

  #writeOne(partition: Partition): void {
    for (const position of partition.added) this.#addEvent(partition, position)
    const { number, events, head } = partition
    if (head === null) this.#updateEvents.run(events, number)
    else this.#update.run(head.text, head.position, events, number)
    partition.added = []
    partition.head = null
  }

  /** Appends to the open chunk; a full one becomes a row of its own, so that a chunk ends at the same event whatever the batch. */
  #addEvent(partition: Partition, position: number): void {
    this.#writer.clear()
    this.#writer.append(partition.events)
    this.#writer.unsigned(position - partition.last)
    partition.events = this.#writer.written().slice()
    partition.last = position
    partition.size += 1
    if (partition.size < positionsMax) return
    this.#insertEvents.run(partition.number, positionsIn(partition.events)[0] ?? position, partition.events)
    Object.assign(partition, { events: new Uint8Array(), size: 0, last: 0 })
  }
}

/** Each position as its distance from the one before it, the first from 0. */
const positionsIn = (events: Uint8Array): readonly number[] => {
  const reader = new ByteReader(events)
  const positions: number[] = []
  for (let position = 0; !reader.isAtEnd; positions.push(position)) position += reader.unsigned()
  return positions
}
