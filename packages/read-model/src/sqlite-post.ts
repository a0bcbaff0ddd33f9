import type { EntryRow } from '@daybook/projections'
import { endOfBlock } from './block.ts'
import type { Cell } from './cells.ts'
import { assertEpoch, measuresMax, type PartitionName, type PostBatch, PostingFault } from './read-model.ts'
import { type Origin, writeOrigin } from './run.ts'
import { type Book, forgetAll } from './sqlite-book.ts'
import type { Partition } from './sqlite-partitions.ts'
import { workingStateWriter } from './sqlite-working-state.ts'
import { ByteWriter } from './varint.ts'

/** Where a crash test may stop the process, or make it fail. */
export type PostingFailpoint = (name: 'in-post') => void

/** Posts batches over the writing connection: everything in one transaction, behind the epoch. */
export const sqlitePosting = (book: Book, failpoint: PostingFailpoint): { claim(): bigint; post(batch: PostBatch): void } => {
  const claimEpoch = book.database.prepare('UPDATE checkpoint SET epoch = epoch + 1 RETURNING epoch').pluck().safeIntegers()
  const moveCheckpoint = checkpointMover(book)
  const keepDocuments = documentWriter(book)
  const workingState = workingStateWriter(book.database)
  let through: bigint | null = null

  const postAll = book.database.transaction((batch: PostBatch) => {
    moveCheckpoint(batch)
    const named = new NamedPartitions(book)
    for (const { partition, position } of batch.events) named.get(partition).added.push(Number(position))
    postRows(book, batch, named)
    keepDocuments(batch)
    for (const { partition, head, position } of batch.partitions) named.get(partition).head = { text: head, position }
    workingState.keep(batch, (partition) => named.get(partition).number)
    failpoint('in-post')
    book.partitions.write(named.all)
  })

  const forget = (position: bigint): void => {
    forgetAll(book, position)
    workingState.forget()
    through = null
  }

  return {
    claim: () => {
      const epoch = book.database.transaction(() => claimEpoch.get()).immediate()
      through = null
      return BigInt(String(epoch))
    },
    post: (batch) => {
      if (through !== batch.from) forget(batch.from)
      try {
        postAll.immediate(batch)
      } catch (error) {
        forget(batch.from)
        throw error
      }
      through = batch.to
      book.cells.forgetWhenMany()
    },
  }
}

/** Partitions that a batch names; each is written once. */
class NamedPartitions {
  readonly all = new Set<Partition>()
  readonly #book: Book
  #name: PartitionName = ''
  #partition: Partition | null = null

  constructor(book: Book) {
    this.#book = book
  }

  get(name: PartitionName): Partition {
    if (this.#partition !== null && name === this.#name) return this.#partition
    const partition = this.#book.partitions.partition(name)
    this.all.add(partition)
    this.#name = name
    this.#partition = partition
    return partition
  }
}

const checkpointMover = ({ database, checkpoint }: Book): ((batch: PostBatch) => void) => {
  const move = database.prepare(
    'UPDATE checkpoint SET position = ?, events = events + ?, entries = entries + ? WHERE epoch = ? AND position = ?',
  )
  return ({ epoch, from, to, rows }) => {
    if (to < from) throw new Error(`a batch cannot end at ${to} when it begins after ${from}`)
    if (move.run(to, to - from, rows.length, epoch, from).changes === 1) return
    const current = checkpoint()
    assertEpoch(epoch, current.epoch)
    throw new PostingFault('not-at-checkpoint', `the batch begins after ${from}, the checkpoint is ${current.position}`)
  }
}

const documentWriter = ({ database }: Book): ((batch: PostBatch) => void) => {
  const insert = database.prepare('INSERT INTO document (kind, id, position, body) VALUES (?, ?, ?, ?)')
  return ({ documents }) => {
    for (const { kind, id, position, body } of documents) insert.run(kind, id, position, body)
  }
}

/** Rows up to the end of a block are stored before the block is sealed, wherever batches end. */
const postRows = (book: Book, batch: PostBatch, named: NamedPartitions): void => {
  let index = 0
  const to = Number(batch.to)
  for (let from = Number(batch.from) + 1; from <= to; ) {
    const end = Math.min(endOfBlock(from), to)
    const until = firstAfter(batch.rows, index, end)
    if (until > index) storeRows(book, batch.rows.slice(index, until), named)
    if (end === endOfBlock(from)) book.dayBlocks.seal(end)
    index = until
    from = end + 1
  }
  if (index < batch.rows.length) throw new Error(`a row at ${batch.rows[index]?.position} does not belong to the batch`)
}

/** Index of the first row after a position; nearly always all rows of a batch lie in one block. */
const firstAfter = (rows: readonly EntryRow[], from: number, position: number): number => {
  if (Number(rows.at(-1)?.position ?? 0) <= position) return rows.length
  let index = from
  while (Number(rows[index]?.position) <= position) index += 1
  return index
}

/** Runs are written in the order of their table: those that are neighbours there are written together. */
const storeRows = (book: Book, rows: readonly EntryRow[], named: NamedPartitions): void => {
  const origins = new Origins(book, named)
  const moved: Cell[] = []
  for (const row of rows) {
    const cell = appendRow(book, row, origins.of(row))
    if (!cell.isMoved) moved.push(cell)
    cell.isMoved = true
  }
  for (const cell of moved.sort(byKey)) {
    book.cells.write(cell)
    book.dayBlocks.note(cell)
  }
  book.index.flush()
  book.periods.flush()
}

const appendRow = (book: Book, row: EntryRow, origin: Origin): Cell => {
  if (row.deltas.length > measuresMax) throw new Error(`a row has at most ${measuresMax} measures, not ${row.deltas.length}`)
  const ofPeriod = book.cells.ofPeriod(book.ledgers.number(row.ledger), row.period)
  const cell = book.cells.cell(ofPeriod, book.entities.number(row.entity))
  book.cells.append(cell, row, origin)
  book.index.add(cell, origin.position, origin.partition)
  book.periods.note(ofPeriod, row.day)
  return cell
}

/** Rows of one event mostly rest on the same: that is coded once for as long as it stays the same. */
class Origins {
  readonly #book: Book
  readonly #named: NamedPartitions
  readonly #writer = new ByteWriter(64)
  #row: EntryRow | null = null
  #origin: Origin | null = null

  constructor(book: Book, named: NamedPartitions) {
    this.#book = book
    this.#named = named
  }

  of(row: EntryRow): Origin {
    const isSame =
      row.because === this.#row?.because &&
      row.position === this.#row.position &&
      row.partition === this.#row.partition &&
      row.reason === this.#row.reason
    if (isSame && this.#origin !== null) return this.#origin
    const position = Number(row.position)
    const partition = this.#named.get(row.partition)
    this.#book.partitions.noteMove(partition, position)
    const names = { reason: this.#book.reasons.number(row.reason), partition: partition.number }
    this.#writer.clear()
    writeOrigin(this.#writer, { because: row.because, position }, names)
    this.#row = row
    this.#origin = { position, partition: names.partition, coded: this.#writer.written().slice() }
    return this.#origin
  }
}

const byKey = (a: Cell, b: Cell): number => a.ledger - b.ledger || a.period - b.period || a.entity - b.entity
