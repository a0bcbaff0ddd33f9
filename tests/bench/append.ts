import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DomainEvent, type EventMetadata, parseEvent, Source, SourceEventId, StreamName } from '@daybook/domain'
import { type AppendBatch, eventIdOf, type NewEvent, openSqliteEventStore, type StreamAppend } from '@daybook/event-store'
import Database from 'better-sqlite3'

/** How much is appended. All contenders append the same orders, in turn, `rounds` times over; medians are compared. */
export type AppendBenchOptions = {
  readonly folder?: string
  readonly rounds?: number
  readonly transactions?: number
  readonly eventsPerTransaction?: number
}

/** Events a second, medians over the rounds, and the ratios that are promised. */
export type AppendBench = {
  readonly eventsPerSecond: Readonly<Record<'log' | 'bare' | 'naive' | 'oneByOne' | 'together', number>>
  /** Against a table without any other index, in WAL mode with the same sync: at least 0.30. */
  readonly logToBare: number
  /** Against text keys and SQLite's defaults: at least 1.5. */
  readonly logToNaive: number
  /** Single appends that wait for each other against single appends that do not: at least 5. */
  readonly togetherToOneByOne: number
}

const erp = Source.parse('erp')
const metadata: EventMetadata = { actor: { kind: 'integration', id: 'erp' }, correlationId: '01JZ8Q5Y3N2V7C4X6B9D0F1G2H' }

/**
 * Measures appends of orders, each of them a new stream with its own identity, against tables that check neither.
 * Whatever a contender does to an order, serialising included, is inside its time.
 */
export const benchAppend = async (options: AppendBenchOptions = {}): Promise<AppendBench> => {
  const { folder = tmpdir(), rounds = 5, transactions = 30, eventsPerTransaction = 1_000 } = options
  const scene = mkdtempSync(join(folder, 'daybook-bench-'))
  const load = { transactions, eventsPerTransaction }
  const contenders = { log, bare, naive, oneByOne, together }
  const names = ['log', 'bare', 'naive', 'oneByOne', 'together'] as const
  const rates: Record<(typeof names)[number], number[]> = { log: [], bare: [], naive: [], oneByOne: [], together: [] }
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) rates[name].push(await contenders[name](join(scene, `${name}-${round}`), load))
    }
  } finally {
    rmSync(scene, { recursive: true })
  }
  const eventsPerSecond = {
    log: median(rates.log),
    bare: median(rates.bare),
    naive: median(rates.naive),
    oneByOne: median(rates.oneByOne),
    together: median(rates.together),
  }
  return {
    eventsPerSecond,
    logToBare: median(rates.log.map((rate, round) => rate / (rates.bare[round] ?? 0))),
    logToNaive: median(rates.log.map((rate, round) => rate / (rates.naive[round] ?? 0))),
    togetherToOneByOne: median(rates.together.map((rate, round) => rate / (rates.oneByOne[round] ?? 0))),
  }
}

type Load = { readonly transactions: number; readonly eventsPerTransaction: number }

/** Orders a second that the log takes in this process, alone. */
export const appendRate = (folder: string, load: Load): Promise<number> => log(folder, load)

/** Single appends are slow: fewer of them tell as much. */
const singles = 400

const log = async (folder: string, load: Load): Promise<number> => {
  await using store = openSqliteEventStore({ file: join(folder, 'log.db') })
  const batches = batchesOf(load)
  return await rateOf(load.transactions * load.eventsPerTransaction, async () => {
    for (const batch of batches) {
      const { status } = await store.append(batch)
      if (status !== 'appended') throw new Error('an order was not appended')
    }
  })
}

const oneByOne = async (folder: string): Promise<number> => {
  await using store = openSqliteEventStore({ file: join(folder, 'log.db') })
  const batches = batchesOf({ transactions: singles, eventsPerTransaction: 1 })
  return await rateOf(singles, async () => {
    for (const batch of batches) await store.append(batch)
  })
}

const together = async (folder: string): Promise<number> => {
  await using store = openSqliteEventStore({ file: join(folder, 'log.db') })
  const batches = batchesOf({ transactions: singles * 10, eventsPerTransaction: 1 })
  return await rateOf(batches.length, async () => {
    await Promise.all(batches.map((batch) => store.append(batch)))
  })
}

const bare = async (file: string, load: Load): Promise<number> => {
  using database = closing(new Database(file))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE event (position INTEGER PRIMARY KEY, data BLOB)')
  const insert = database.prepare('INSERT INTO event VALUES (?, ?)')
  return await rateOf(load.transactions * load.eventsPerTransaction, () => {
    inTransactions(database, load, (number) => insert.run(number, Buffer.from(JSON.stringify(orderOf(number)))))
  })
}

const naive = async (file: string, load: Load): Promise<number> => {
  using database = closing(new Database(file))
  database.exec(`CREATE TABLE event (
    stream TEXT, revision INTEGER, source TEXT, id TEXT, data TEXT, PRIMARY KEY (stream, revision), UNIQUE (source, id))`)
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?)')
  return await rateOf(load.transactions * load.eventsPerTransaction, () => {
    inTransactions(database, load, (number) =>
      insert.run(`order-erp~SO${number}`, 0, 'erp', `SO${number}`, JSON.stringify(orderOf(number))),
    )
  })
}

const closing = (database: Database.Database): Database.Database & Disposable =>
  Object.assign(database, { [Symbol.dispose]: () => void database.close() })

const inTransactions = (database: Database.Database, load: Load, insert: (number: number) => void): void => {
  const transaction = database.transaction((from: number) => {
    for (let number = from; number < from + load.eventsPerTransaction; number += 1) insert(number)
  })
  for (let turn = 0; turn < load.transactions; turn += 1) transaction.immediate(turn * load.eventsPerTransaction)
}

const batchesOf = ({ transactions, eventsPerTransaction }: Load): readonly AppendBatch[] =>
  Array.from({ length: transactions }, (_, turn) => ({
    appends: Array.from({ length: eventsPerTransaction }, (__, index) => appendOf(turn * eventsPerTransaction + index)),
  }))

const appendOf = (number: number): StreamAppend => {
  const id = SourceEventId.parse(`SO${number}`)
  const stream = StreamName.parse(`order-erp~SO${number}`)
  return { stream, expectedRevision: -1n, events: [newEventOf(number, id)] }
}

const newEventOf = (number: number, id: SourceEventId): NewEvent => ({
  event: { ...template, data: orderOf(number) } as DomainEvent, // Sound: the template with other ids
  eventId: eventIdOf(erp, id),
  source: erp,
  id,
  payloadHash: 's1:0835777686fff467de81f33932dc17f90767714155b774ae1ee6003354c52871',
  metadata,
  ingestedAt: 1_750_000_000_000 + number,
})

/** About 300 bytes of JSON. */
const orderOf = (number: number) => ({
  orderId: `SO${number}`,
  accountId: `A${number % 500}`,
  currency: 'USD',
  salespersonId: `R${number % 20}`,
  lines: [
    { lineId: '1', productId: 'BK-M68B-42', quantity: '2.0000', net: '1239.9600' },
    { lineId: '2', productId: 'HL-U509-R', quantity: '1.0000', net: '20.1900' },
    { lineId: '3', productId: 'SO-B909-M', quantity: '6.0000', net: '34.2000' },
  ],
})

const template = parseEvent({ type: 'OrderAccepted', effectiveOn: '2025-01-09', data: orderOf(0) })

const rateOf = async (events: number, work: () => void | Promise<void>): Promise<number> => {
  const start = performance.now()
  await work()
  return (events * 1_000) / (performance.now() - start)
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

if (import.meta.main) process.stdout.write(`${JSON.stringify(await benchAppend(), null, 2)}\n`)
