import { setImmediate } from 'node:timers/promises'
import { blockOf, blockPositions, lastFullBlock } from './block.ts'
import { CellSums } from './cell-sums.ts'
import type { Place } from './position-index.ts'
import { type CellKey, RunReader } from './run.ts'
import type { Book } from './sqlite-book.ts'
import { columnOf, type RowStatement, rowsOf } from './sqlite-driver.ts'
import { ByteReader } from './varint.ts'

const differencesMax = 100

/** Runs read at a time: between two readings others get their turn. */
const pageRuns = 2_000

type RunRow = readonly [
  ledger: number,
  period: number,
  entity: number,
  position: number,
  ord: number,
  totals: Uint8Array,
  entries: Uint8Array,
]

/**
 * Adds up what the ledgers held at the checkpoint and tells what does not fit: running totals, day blocks, the index by position and the
 * counts. Posting may go on meanwhile.
 */
export const auditSqlite = async (book: Book): Promise<readonly string[]> => {
  const checkpoint = book.checkpoint()
  const audit = new Audit(book, Number(checkpoint.position))
  for await (const run of runsOf(book)) audit.add(run)
  audit.endCell()
  for (let from = 0; from <= checkpoint.position; from += blockPositions) {
    audit.compareIndex(from)
    await setImmediate()
  }
  audit.compareCounts(Number(checkpoint.entries))
  return audit.differences.slice(0, differencesMax)
}

async function* runsOf({ database }: Book): AsyncGenerator<RunRow> {
  const key = 'ledger, period, entity, position, ord'
  const page: RowStatement<RunRow> = rowsOf(
    database,
    `SELECT ${key}, totals, entries FROM run WHERE (${key}) > (?, ?, ?, ?, ?) ORDER BY ${key} LIMIT ${pageRuns}`,
  )
  let after: readonly unknown[] = [-1, 0, 0, 0, 0]
  for (let runs = page.all(...after); runs.length > 0; runs = page.all(...after)) {
    yield* runs
    after = runs.at(-1)?.slice(0, 5) ?? after
    await setImmediate()
  }
}

/** How many entries stand in a block of positions, and a number that changes with where each of them stands. */
class Tally {
  entries = 0
  places = 0

  add({ ledger, period, entity, position, partition }: Place): void {
    this.entries += 1
    let mixed = 0
    for (const part of [ledger, period, entity, position, partition]) mixed = Math.imul(mixed ^ part, 0x9e3779b1) ^ (mixed >>> 15)
    this.places = (this.places + mixed) | 0
  }
}

class Audit {
  readonly differences: string[] = []
  readonly #book: Book
  readonly #position: number
  readonly #dayBlocks: RowStatement<bigint[]>
  readonly #tallies = new Map<number, Tally>()
  #cell: (CellKey & { readonly sums: CellSums }) | null = null
  #entries = 0
  #blockRows = 0

  constructor(book: Book, position: number) {
    this.#book = book
    this.#position = position
    this.#dayBlocks = rowsOf<bigint[]>(
      book.database,
      `SELECT day, block, cum, cum1, cum2, cum3, cum4, cum5 FROM day_block
       WHERE ledger = ? AND period = ? AND entity = ? AND block <= ?`,
    ).safeIntegers()
  }

  /** Runs come in the order of the table: those of one cell follow each other. */
  add([ledger, period, entity, position, ord, totals, entries]: RunRow): void {
    if (position > this.#position) return
    const cell = this.#cell
    const isSame = cell !== null && cell.ledger === ledger && cell.period === period && cell.entity === entity
    if (!isSame) {
      this.endCell()
      this.#cell = { ledger, period, entity, sums: new CellSums() }
    }
    try {
      this.#addRun(new RunReader({ period, position, ord, entries }), totals)
    } catch (error) {
      this.#tell(`the run at ${position} cannot be read: ${error instanceof Error ? error.message : error}`)
    }
  }

  /** Compares the day blocks of the cell whose runs have all been added. */
  endCell(): void {
    if (this.#cell === null) return
    const { ledger, period, entity, sums } = this.#cell
    const full = lastFullBlock(this.#position)
    const expected = sums.dayBlocks(full)
    const rows = this.#dayBlocks.all(ledger, period, entity, full)
    const stored = new Map(rows.map(([day, block, ...cums]) => [`${day} ${block}`, `${cums}`]))
    const differing = [...expected].find(([name, cums]) => stored.get(name) !== cums)
    if (differing !== undefined) {
      const [name, cums] = differing
      this.#tell(`day block ${name} holds ${stored.get(name)}, the entries add up to ${cums}`)
    }
    this.#blockRows += expected.size
    this.#cell = null
  }

  compareIndex(from: number): void {
    const indexed = new Tally()
    const to = Math.min(from + blockPositions - 1, this.#position)
    for (const place of this.#book.index.between(from, to)) indexed.add(place)
    const held = this.#tally(from)
    if (indexed.entries === held.entries && indexed.places === held.places) return
    this.differences.push(
      `positions ${from} to ${to}: the index names ${indexed.entries} entries, the cells hold ${held.entries}, not in the same places`,
    )
  }

  compareCounts(entries: number): void {
    if (entries !== this.#entries) this.differences.push(`${entries} entries were posted, the cells hold ${this.#entries}`)
    const full = lastFullBlock(this.#position)
    const rows = Number(columnOf(this.#book.database, 'SELECT count(*) FROM day_block WHERE block <= ?').get(full))
    if (rows !== this.#blockRows)
      this.differences.push(`there are ${rows} rows of day blocks, there should be ${this.#blockRows}`)
  }

  #addRun(run: RunReader, closing: Uint8Array): void {
    if (this.#cell === null) return
    const { sums, ...key } = this.#cell
    const { columns, count, totals } = run.opening
    const name = `the run at ${run.position}`
    if (`${totals}` !== `${sums.totals(columns)}` || count !== sums.count) {
      this.#tell(
        `${name} begins with ${count} entries of ${totals}, those before it are ${sums.count} of ${sums.totals(columns)}`,
      )
    }
    sums.continueFrom(count, totals)
    while (run.next() && run.position <= this.#position) {
      sums.add(run)
      this.#entries += 1
      this.#tally(run.position).add({ ...key, position: run.position, partition: run.partition })
    }
    if (run.position > this.#position) return
    const stored = totalsIn(closing)
    if (`${stored}` !== `${sums.totals(columns)}`)
      this.#tell(`${name} ends with ${stored}, its entries with ${sums.totals(columns)}`)
  }

  #tally(position: number): Tally {
    const block = blockOf(position)
    const tally = this.#tallies.get(block) ?? new Tally()
    this.#tallies.set(block, tally)
    return tally
  }

  #tell(difference: string): void {
    if (this.#cell === null || this.differences.length > differencesMax) return
    const { ledger, period, entity } = this.#cell
    const { scope, id, team } = this.#book.entities.entity(entity)
    const name = [this.#book.ledgers.name(ledger), `period ${period}`, scope, id, team].filter((part) => part !== '')
    this.differences.push(`${name.join(' ')}: ${difference}`)
  }
}

const totalsIn = (closing: Uint8Array): readonly bigint[] => {
  const reader = new ByteReader(closing)
  const totals: bigint[] = []
  while (!reader.isAtEnd) totals.push(BigInt(reader.amount()))
  return totals
}
