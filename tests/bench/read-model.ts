import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteReadModel, type ReadModel, type TotalQuery } from '@daybook/read-model'
import Database from 'better-sqlite3'
import { randomFrom } from '../properties/random.ts'
import { startOf, syntheticPostings } from './synthetic-orders.ts'

/** The size of the book: 1,000,000 orders in batches of 5,000 unless said otherwise. */
export type ReadModelBenchOptions = { readonly folder?: string; readonly orders?: number; readonly batch?: number }

/** Microseconds, milliseconds and bytes, and what is promised of them. */
export type ReadModelBench = {
  readonly orders: number
  readonly rowsPerOrder: number
  /** Processor time of posting an order, its fact and its head: below 35. */
  readonly postMicroseconds: number
  /** The same by the clock, over each fifth of the book: what grows with the book shows here. */
  readonly postMicrosecondsByFifth: readonly number[]
  /** Ledgers with all their indexes, without the working state: at most 800. */
  readonly ledgerBytesPerOrder: number
  readonly fileBytesPerOrder: number
  /** A month's value at a random past position: the 99th percentile at most four times that of reading a row by its key. */
  readonly valueMicroseconds: { readonly median: number; readonly p99: number }
  readonly valueByDayMicroseconds: { readonly median: number; readonly p99: number }
  readonly bareMicroseconds: { readonly median: number; readonly p99: number }
  /** 100 reps by 12 months at one position and day: below 20. */
  readonly leaderboardMilliseconds: number
}

const seats = 100
const accounts = 10_000

/** Posts a book of two years and reads it at random past positions. */
export const benchReadModel = async (options: ReadModelBenchOptions = {}): Promise<ReadModelBench> => {
  const { folder = tmpdir(), orders = 1_000_000, batch = 5_000 } = options
  const scene = mkdtempSync(join(folder, 'daybook-bench-'))
  try {
    const file = join(scene, 'ledger.db')
    const posted = await post(file, { orders, batch })
    await using readModel = await openSqliteReadModel({ file, readOnly: true })
    using bare = bareTable(join(scene, 'bare.db'), Math.round(orders * posted.rowsPerOrder))
    return { orders, ...posted, ...sizes(file, orders), ...(await reads(readModel, { orders, bare: bare.read })) }
  } finally {
    rmSync(scene, { recursive: true })
  }
}

const post = async (file: string, { orders, batch }: { readonly orders: number; readonly batch: number }) => {
  await using readModel = await openSqliteReadModel({ file })
  const epoch = await readModel.claim()
  const postings = syntheticPostings({ orders, seats, accounts })
  const byFifth: [milliseconds: number, orders: number][] = [0, 1, 2, 3, 4].map(() => [0, 0])
  let processor = 0
  for (let from = 0; from < orders; from += batch) {
    const to = Math.min(from + batch, orders)
    const posting = { epoch, ...postings(from, to) }
    const start = performance.now()
    const before = process.cpuUsage()
    await readModel.post(posting)
    const used = process.cpuUsage(before)
    processor += used.user + used.system
    const fifth = byFifth[Math.floor((from * 5) / orders)]!
    fifth[0] += performance.now() - start
    fifth[1] += to - from
  }
  const { entries } = await readModel.checkpoint()
  return {
    rowsPerOrder: Number(entries) / orders,
    postMicroseconds: processor / orders,
    postMicrosecondsByFifth: byFifth.map(([milliseconds, count]) => (milliseconds * 1_000) / count),
  }
}

const ledgerTables = ['run', 'entry_by_position', 'day_block', 'period', 'entity', 'name']

const sizes = (file: string, orders: number) => {
  const database = new Database(file, { readonly: true })
  const ofTable = database.prepare('SELECT sum(pgsize) FROM dbstat WHERE name = ?').pluck()
  const ledgers = ledgerTables.map((name) => Number(ofTable.get(name))).reduce((sum, bytes) => sum + bytes, 0)
  database.close()
  return { ledgerBytesPerOrder: ledgers / orders, fileBytesPerOrder: statSync(file).size / orders }
}

const rounds = 6
const probesPerRound = 4_000

const reads = async (
  readModel: ReadModel,
  { orders, bare }: { readonly orders: number; readonly bare: () => Promise<unknown> },
) => {
  const chance = randomFrom(5).below
  const query = (day: number | null): TotalQuery => {
    const month = chance(24)
    const id = chance(seats)
    return {
      ledger: 'sales',
      period: startOf(month) * 8 + 1,
      entity: { scope: 'seat', id: `R${id}`, team: `T${id % 10}` },
      day: day === null ? null : startOf(month) + day,
    }
  }
  const [value, byDay, bareRead] = await interleaved([
    () => readModel.totals([query(null)], BigInt(chance(orders))),
    () => readModel.totals([query(chance(30))], BigInt(chance(orders))),
    bare,
  ])
  const board = Array.from({ length: seats * 12 }, (_, index): TotalQuery => {
    const [id, month] = [index % seats, 11 + Math.floor(index / seats)]
    const isLast = month === 22
    return {
      ledger: 'sales',
      period: startOf(month) * 8 + 1,
      entity: { scope: 'seat', id: `R${id}`, team: `T${id % 10}` },
      day: isLast ? startOf(month) + 14 : null,
    }
  })
  const leaderboard = spread(await timed(50, () => readModel.totals(board, BigInt(Math.floor(orders * 0.95)))))
  return {
    valueMicroseconds: value!,
    valueByDayMicroseconds: byDay!,
    bareMicroseconds: bareRead!,
    leaderboardMilliseconds: leaderboard.median / 1_000,
  }
}

/** A table of as many rows, read by its key. */
const bareTable = (file: string, rows: number) => {
  const database = new Database(file)
  database.pragma('page_size = 8192')
  database.pragma('journal_mode = WAL')
  database.exec('CREATE TABLE total (cell INTEGER PRIMARY KEY, total INTEGER, total1 INTEGER, day INTEGER, because BLOB)')
  const insert = database.prepare('INSERT INTO total VALUES (?, ?, ?, ?, ?)')
  database.transaction(() => {
    for (let row = 0; row < rows; row += 1) insert.run(row, row * 7, row * 5, 20_000, Buffer.of(1, 2, 3, 4, 5, 6))
  })()
  const read = database.prepare('SELECT * FROM total WHERE cell = ?')
  const chance = randomFrom(7).below
  return { read: async () => read.get(chance(rows)), [Symbol.dispose]: () => database.close() }
}

/** Each read in turn, in rounds, so that what else the machine does meets all of them. The first round warms up and is not counted. */
const interleaved = async (reads: readonly (() => Promise<unknown>)[]) => {
  const times = reads.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, read] of reads.entries()) {
      const taken = await timed(probesPerRound, read)
      if (round > 0) times[index]!.push(...taken)
    }
  }
  return times.map(spread)
}

const timed = async (count: number, read: () => Promise<unknown>): Promise<readonly number[]> => {
  const times: number[] = []
  for (let probe = 0; probe < count; probe += 1) {
    const start = performance.now()
    await read()
    times.push((performance.now() - start) * 1_000)
  }
  return times
}

const spread = (times: readonly number[]) => {
  const sorted = [...times].sort((a, b) => a - b)
  return { median: sorted[Math.floor(sorted.length / 2)]!, p99: sorted[Math.floor(sorted.length * 0.99)]! }
}

if (import.meta.main) {
  const [orders, batch] = process.argv.slice(2).map(Number)
  const result = await benchReadModel({ ...(orders && { orders }), ...(batch && { batch }) })
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
}
