import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DomainEvent, type EventMetadata, parseEvent, Source, SourceEventId, StreamName } from '@daybook/domain'
import { type EventStore, eventIdOf, type NewEvent, openSqliteEventStore, type StreamAppend } from '@daybook/event-store'
import { bareTable, naiveTable } from './append-rivals.ts'

/** How much is appended, each round into new files. */
export type AppendBenchOptions = {
  readonly folder?: string
  readonly rounds?: number
  readonly transactions?: number
  readonly eventsPerTransaction?: number
}

/** Medians over the rounds: events a second, and the ratios that are promised. */
export type AppendBench = {
  readonly eventsPerSecond: { readonly log: number; readonly bare: number; readonly naive: number }
  /** Against a table of position and data, without any other index, in WAL mode with the same sync: at least 0.30. */
  readonly logToBare: number
  /** Against text columns that keep and check the same, under SQLite's defaults: at least 1.5. */
  readonly logToNaive: number
  /** Single appends a second, each awaited before the next. */
  readonly oneByOnePerSecond: number
  /** The same, none waiting for another: at least 5 times as many. */
  readonly togetherPerSecond: number
  readonly togetherToOneByOne: number
}

/**
 * Measures appends of orders of about 300 bytes, each of them a new stream with an identity of its own.
 *
 * Contenders take turns after each transaction, so that whatever else the machine does hits all alike. Serialising is in the time of
 * each; the first fifth of a round warms up and does not count.
 */
export const benchAppend = async (options: AppendBenchOptions = {}): Promise<AppendBench> => {
  const { folder = tmpdir(), rounds = 5, transactions = 60, eventsPerTransaction = 1_000 } = options
  const results: Round[] = []
  for (let round = 0; round < rounds; round += 1) {
    const scene = mkdtempSync(join(folder, 'daybook-bench-'))
    try {
      results.push({ ...(await batches(scene, { transactions, eventsPerTransaction })), ...(await singles(scene)) })
    } finally {
      rmSync(scene, { recursive: true })
    }
  }
  const middle = (figure: (round: Round) => number): number => median(results.map(figure))
  return {
    eventsPerSecond: { log: middle(({ log }) => log), bare: middle(({ bare }) => bare), naive: middle(({ naive }) => naive) },
    logToBare: middle(({ log, bare }) => log / bare),
    logToNaive: middle(({ log, naive }) => log / naive),
    oneByOnePerSecond: middle(({ oneByOne }) => oneByOne),
    togetherPerSecond: middle(({ together }) => together),
    togetherToOneByOne: middle(({ together, oneByOne }) => together / oneByOne),
  }
}

/** What one round measured, all a second. */
type Round = Readonly<Record<'log' | 'bare' | 'naive' | 'oneByOne' | 'together', number>>

type Load = { readonly transactions: number; readonly eventsPerTransaction: number }

/** Orders a second that the log takes in this process, alone. */
export const appendRate = async (folder: string, { transactions, eventsPerTransaction }: Load): Promise<number> => {
  await using store = openSqliteEventStore({ file: join(folder, 'log.db') })
  let spent = 0
  for (let turn = 0; turn < transactions; turn += 1) {
    const appends = ordersFrom(turn * eventsPerTransaction, eventsPerTransaction)
    spent += await timed(() => store.append({ appends }))
  }
  return (transactions * eventsPerTransaction * 1_000) / spent
}

/** Events a second of each contender. */
const batches = async (scene: string, { transactions, eventsPerTransaction }: Load) => {
  await using store = openSqliteEventStore({ file: join(scene, 'log', 'log.db') })
  using bare = bareTable(join(scene, 'bare.db'))
  using naive = naiveTable(join(scene, 'naive.db'))
  const spent = { log: 0, bare: 0, naive: 0 }
  const warm = Math.floor(transactions / 5)
  for (let turn = 0; turn < transactions; turn += 1) {
    const appends = ordersFrom(turn * eventsPerTransaction, eventsPerTransaction)
    const counts = turn < warm ? 0 : 1
    spent.log += counts * (await timed(() => store.append({ appends })))
    spent.bare += counts * (await timed(() => bare.append(appends)))
    spent.naive += counts * (await timed(() => naive.append(appends)))
  }
  const events = (transactions - warm) * eventsPerTransaction * 1_000
  return { log: events / spent.log, bare: events / spent.bare, naive: events / spent.naive }
}

/** Single appends a second: each waiting for the one before, and all at once. */
const singles = async (scene: string): Promise<{ readonly oneByOne: number; readonly together: number }> => {
  await using store = openSqliteEventStore({ file: join(scene, 'singles', 'log.db') })
  const few = 300
  const many = 5_000
  const oneByOne = await timed(async () => {
    for (let number = 0; number < few; number += 1) await appendOne(store, number)
  })
  const together = await timed(() => Promise.all(Array.from({ length: many }, (_, index) => appendOne(store, few + index))))
  return { oneByOne: (few * 1_000) / oneByOne, together: (many * 1_000) / together }
}

const appendOne = async (store: EventStore, number: number): Promise<void> => {
  const { status } = await store.append({ appends: [appendOf(number)] })
  if (status !== 'appended') throw new Error(`order ${number} was not appended`)
}

const erp = Source.parse('erp')
const metadata: EventMetadata = { actor: { kind: 'integration', id: 'erp' }, correlationId: '01JZ8Q5Y3N2V7C4X6B9D0F1G2H' }

const ordersFrom = (first: number, count: number): readonly StreamAppend[] =>
  Array.from({ length: count }, (_, index) => appendOf(first + index))

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

const timed = async (work: () => unknown): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

if (import.meta.main) process.stdout.write(`${JSON.stringify(await benchAppend(), null, 2)}\n`)
