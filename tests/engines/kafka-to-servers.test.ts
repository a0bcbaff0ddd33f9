import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { derived, kpis, type Ratio, reports } from '@daybook/projections'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fx1Events } from '../fixtures/golden.ts'
import { isWhole, orderBook } from '../fixtures/order-book.ts'
import { isPlanMark } from '../properties/plan-marks.ts'
import { newFolder, patienceMs, serve } from '../scenarios/program.ts'
import { makeTopic, produce } from './kafka-client.ts'
import { type SentMessage, structured } from './kafka-messages.ts'
import { suiteOnKafka } from './kafka-suite.ts'
import { bookOf, serversOn } from './moved-book.ts'
import { engineLine, type RunningPostgres, withPostgres } from './postgres.ts'

type Event = { readonly type: string; readonly subject?: string; readonly data: { readonly accountId?: string } }

const measures: readonly Pick<Ratio, 'name' | 'scopes'>[] = [...kpis, ...derived].filter(
  ({ name, scopes }) => scopes.length > 0 && !isPlanMark(name),
)

const books = [
  {
    name: 'FX-1',
    lines: () =>
      readFileSync(fx1Events ?? '', 'utf8')
        .trim()
        .split('\n'),
    isHere: fx1Events !== null,
    /** Its decisions rest on one another. */
    isFirst: (_event: Event) => true,
    asked: {
      months: 'from=2024-11&to=2025-06',
      years: 'period=FY2024&period=FY2025',
      asOf: '2025-06-01',
      month: '2025-02',
      quarter: '2025-Q1',
    },
  },
  {
    name: 'a real order book',
    // People, accounts, quotas and so many orders of the first year.
    lines: () =>
      (orderBook?.() ?? '')
        .trim()
        .split('\n')
        .slice(0, isWhole ? undefined : 1_500),
    isHere: orderBook !== null,
    isFirst: ({ type }: Event) => type !== 'OrderAccepted',
    asked: {
      months: 'from=2017-07&to=2020-06',
      years: 'period=FY2018&period=FY2019',
      asOf: '2021-12-31',
      month: '2019-02',
      quarter: '2019-Q1',
    },
  },
] as const

type Asked = (typeof books)[number]['asked']

/** Of one account; and what came late, which is said by when it was recorded. */
const leftOut: ReadonlySet<string> = new Set(['assignment-history', 'data-quality'])

/** Every figure in every scope, and the reports. */
const pathsOf = ({ months, years, asOf, month, quarter }: Asked): readonly string[] => [
  ...measures.flatMap(({ name, scopes }) =>
    scopes.map((scope) => `/v1/kpis/${name}?scope=${scope}&${scope === 'account' ? years : months}&asOf=${asOf}`),
  ),
  ...reports
    .filter(({ name }) => !leftOut.has(name))
    .map(({ name }) => `/v1/reports/${name}?${inPeriod[name]?.({ month, quarter }) ?? `period=${month}`}&asOf=${asOf}`),
]

const inPeriod: Readonly<Record<string, (at: { readonly month: string; readonly quarter: string }) => string>> = {
  'overdue-buyers': () => 'top=1000',
  qbr: ({ quarter }) => `quarter=${quarter}`,
}

/** What an answer says, without when it was known and what was recorded first: the same facts were recorded at another time. */
const saidBy = async (address: string, path: string): Promise<unknown> => {
  const { rows, code } = JSON.parse(await (await fetch(`${address}${path}`)).text())
  return (
    code ??
    JSON.parse(
      JSON.stringify(rows, (name, value) => {
        if (name === 'causingEvents') return value.map(JSON.stringify).sort()
        return /(?:At|[eE]vent|[eE]ventId|position)$/.test(name) ? undefined : value
      }),
    )
  )
}

/** Messages of a batch, which the broker takes one megabyte of. */
const atOnce = 200

const title = 'a golden book that is streamed into servers afresh (eventstoredb-double)'

await suiteOnKafka(title, ({ brokers }) => {
  let postgres: RunningPostgres
  beforeAll(async () => {
    const found = await withPostgres()
    if (found.kind === 'skipped') throw new Error(`no PostgreSQL: ${found.skipped}`)
    postgres = found
    process.stderr.write(`${engineLine(postgres)}\n`)
  }, patienceMs)
  afterAll(() => postgres.stop())

  describe.each(books)('$name', ({ lines, isHere, isFirst, asked }) => {
    test.skipIf(!isHere)('gives the values of the book in a folder, as they stand now', { timeout: 3 * patienceMs }, async () => {
      // Both record the events now: a forecast counts as the one at the start of its month by when it was recorded.
      const events: readonly Event[] = lines().map((line) => ({ ...JSON.parse(line), recordedtime: undefined }))
      await using embedded = await serve(
        await bookOf(
          events.map((event) => JSON.stringify(event)),
          'events',
        ),
      )
      const topic = `afresh-${randomUUID()}`
      await makeTopic(brokers, topic, { partitions: 3 })
      const send = async (messages: readonly SentMessage[]): Promise<void> => {
        for (let sent = 0; sent < messages.length; sent += atOnce)
          await produce(brokers, topic, { messages: messages.slice(sent, sent + atOnce) })
      }
      const { environment } = await serversOn(postgres)
      await using streamed = await serve(newFolder(), ['serve'], {
        ...environment,
        DAYBOOK_KAFKA_BROKERS: brokers.join(),
        DAYBOOK_KAFKA_TOPICS: topic,
        DAYBOOK_KAFKA_GROUP: topic,
      })
      // Who is who in one partition, and the orders after it, each account in a partition of its own.
      const first = events.filter(isFirst)
      await send(first.map((event) => structured(event, { partition: 0 })))
      await caughtUp(streamed.address, first.length)
      const orders = events.filter((event) => !isFirst(event))
      await send(orders.map((event) => structured(event, { key: event.data.accountId ?? null })))
      await caughtUp(streamed.address, events.length)

      for (const path of pathsOf(asked))
        expect(await saidBy(streamed.address, path), path).toEqual(await saidBy(embedded.address, path))
    })
  })
})

/** Resolves when so many events are recorded and posted, and nothing waits. */
const caughtUp = (address: string, events: number): Promise<void> => {
  const standing = async () => {
    const json = async (path: string) => JSON.parse(await (await fetch(`${address}${path}`)).text())
    const [{ position, lagEvents }] = (await json('/v1/projections')).items
    return { position, lagEvents, held: (await json('/v1/quarantine')).items.length }
  }
  return expect
    .poll(standing, { timeout: 2 * patienceMs, interval: 200 })
    .toEqual({ position: String(events - 1), lagEvents: 0, held: 0 })
}
