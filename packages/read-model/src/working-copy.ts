import { rmSync } from 'node:fs'
import type { PostBatch, WorkingState } from './read-model.ts'
import { type Book, bookOf, forgetAll } from './sqlite-book.ts'
import { openLedgerFile } from './sqlite-file.ts'
import { sqliteWorkingState, workingStateWriter } from './sqlite-working-state.ts'

/** What a copy takes over: the part of a batch that is working state. */
export type WorkingContent = Pick<PostBatch, 'partitions' | 'facts' | 'touches'>

/** How far a copy has come, and under which epoch: −1 while it is empty. */
export type CopyPlace = { readonly position: bigint; readonly epoch: bigint }

/**
 * The working state of ledgers that lie on a server, in a SQLite file beside the projector, so that posting can look things up without
 * waiting. It may be lost at any time; what is in doubt is thrown away and filled anew.
 */
export class WorkingCopy {
  readonly #file: string
  #book: Book
  #writer: ReturnType<typeof workingStateWriter>
  #state: WorkingState
  #isInDoubt = false
  /** What is shown, and not kept yet. */
  #held: WorkingContent | null = null

  /** `:memory:` for one that ends with the process. */
  constructor(file: string) {
    this.#file = file
    this.#book = openedOrAnew(file)
    this.#writer = workingStateWriter(this.#book.database)
    this.#state = sqliteWorkingState(this.#book)
  }

  get state(): WorkingState {
    if (this.#isInDoubt) throw inDoubt()
    return this.#state
  }

  place(): CopyPlace {
    const { position, epoch } = this.#book.checkpoint()
    return { position, epoch }
  }

  /** Takes over pages of content, all of them or none, and stands at the place then. */
  async take(pages: AsyncIterable<WorkingContent> | Iterable<WorkingContent>, place: CopyPlace): Promise<void> {
    this.#isInDoubt = true
    this.#book.database.exec('BEGIN IMMEDIATE')
    for await (const page of pages) this.#keep(page)
    this.#book.database.prepare('UPDATE checkpoint SET position = ?, epoch = ?').run(place.position, place.epoch)
    this.#book.database.exec('COMMIT')
    this.#isInDoubt = false
  }

  /** Shows a batch that is on its way to the server; the same one again changes nothing, another takes its place. */
  hold(batch: PostBatch): void {
    if (this.#held === batch) return
    this.letGo()
    if (this.#isInDoubt) throw inDoubt()
    this.#isInDoubt = true
    this.#book.database.exec('BEGIN IMMEDIATE')
    this.#keep(batch)
    this.#held = batch
    this.#isInDoubt = false
  }

  /** The batch that is held has been stored: from now on it is part of the copy, also after the end of the process. */
  keepHeld({ to, epoch }: PostBatch): void {
    this.#isInDoubt = true
    this.#book.database.prepare('UPDATE checkpoint SET position = ?, epoch = ?').run(to, epoch)
    this.#book.database.exec('COMMIT')
    this.#held = null
    this.#isInDoubt = false
  }

  /** The batch that is held was not stored: nothing is left of it. */
  letGo(): void {
    if (this.#held === null) return
    this.#isInDoubt = true
    this.#held = null
    this.#book.database.exec('ROLLBACK')
    forgetAll(this.#book, this.place().position)
    this.#writer.forget()
    this.#isInDoubt = false
  }

  /** Begins anew, with nothing. */
  throwAway(): void {
    this.#held = null
    this.close()
    remove(this.#file)
    this.#book = bookOf(openLedgerFile(this.#file, false))
    this.#writer = workingStateWriter(this.#book.database)
    this.#state = sqliteWorkingState(this.#book)
    this.#isInDoubt = false
  }

  get isInDoubt(): boolean {
    return this.#isInDoubt
  }

  close(): void {
    if (this.#book.database.open) this.#book.database.close()
  }

  #keep(content: WorkingContent): void {
    const { partitions } = this.#book
    const named = content.partitions.map(({ partition, head, position }) => {
      const found = partitions.partition(partition)
      found.head = { text: head, position }
      return found
    })
    this.#writer.keep({ ...noContent, ...content }, (partition) => partitions.partition(partition).number)
    partitions.write(new Set(named))
  }
}

const inDoubt = (): Error => new Error('the working copy is in doubt: claim the ledgers again')

const noContent: PostBatch = {
  epoch: 0n,
  from: 0n,
  to: 0n,
  rows: [],
  documents: [],
  partitions: [],
  facts: [],
  touches: [],
  events: [],
  incomplete: [],
}

const openedOrAnew = (file: string): Book => {
  try {
    const book = bookOf(openLedgerFile(file, false))
    book.checkpoint()
    return book
  } catch {
    remove(file) // Whatever it was, it is only a copy.
    return bookOf(openLedgerFile(file, false))
  }
}

const remove = (file: string): void => {
  if (file !== ':memory:') for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}
