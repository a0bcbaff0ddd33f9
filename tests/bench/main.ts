import { parseArgs } from 'node:util'
import { benchAppend } from './append.ts'
import { benchCatalogue } from './catalogue.ts'
import { benchFeed } from './feed.ts'
import { benchHttp } from './http.ts'
import { benchPostgres, postgresLimits } from './postgres.ts'
import { benchReadModel } from './read-model.ts'
import { benchServed } from './served.ts'
import { benchVisible } from './visible.ts'

/**
 * Measures what Daybook promises of its speed, against peers or limits of the same run. `npx -y pnpm@12 bench --only append,http`
 * measures some; `--orders 100000` a book of another size (`postgres`: 100,000 unless said); `--rate 1000 --seconds 60` how fast orders are streamed in. Exit code 1 when a ratio or limit is missed.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'append,ledgers,served,catalogue,http,visible,feed,postgres' },
    orders: { type: 'string' },
    rate: { type: 'string', default: '1000,10000' },
    seconds: { type: 'string', default: '60' },
  },
})
const orders = Number(values.orders ?? 1_000_000)

type Line = { readonly what: string; readonly reached: number; readonly limit: number; readonly better: 'more' | 'less' }

const more = (what: string, reached: number, limit: number): Line => ({ what, reached, limit, better: 'more' })
const less = (what: string, reached: number, limit: number): Line => ({ what, reached, limit, better: 'less' })

const append = async (): Promise<readonly Line[]> => {
  const result = await benchAppend()
  note('append', result)
  return [
    more('append with version check and identity, against a bare table', result.logToBare, 0.3),
    more('the same, against text keys and SQLite’s defaults', result.logToNaive, 1.5),
    more('single appends committed together, against one by one', result.togetherToOneByOne, 5),
  ]
}

const ledgers = async (): Promise<readonly Line[]> => {
  const result = await benchReadModel({ orders })
  const small = await benchReadModel({ orders: Math.max(10_000, orders / 10) })
  note('ledgers', { ...result, valueAtATenth: small.valueMicroseconds })
  return [
    less(
      'a month at a past position, p99, in times of a read by primary key',
      result.valueMicroseconds.p99 / result.bareMicroseconds.p99,
      4,
    ),
    less(
      'the same, median, in times of that of a book a tenth as large',
      result.valueMicroseconds.median / small.valueMicroseconds.median,
      1.5,
    ),
    less('leaderboard of 100 reps by 12 months, milliseconds', result.leaderboardMilliseconds, 20),
    less('ledgers with their indexes, bytes an order', result.ledgerBytesPerOrder, 800),
  ]
}

const served = async (): Promise<readonly Line[]> => {
  const result = await benchServed({ orders })
  note('served', result)
  return [
    more('import over HTTP, against the append in process', result.importToAppend, 0.5),
    more('imported and in every ledger, orders a second', result.served, 20_000),
    more('rebuild, in times of that', result.rebuilt / result.served, 1),
  ]
}

const catalogue = async (): Promise<readonly Line[]> => {
  const result = await benchCatalogue(values.orders === undefined ? {} : { orders })
  note('catalogue', result)
  return [more('imported and in every ledger with the whole catalogue, in times of the first KPIs', result.wholeToFirst, 0.5)]
}

const http = async (): Promise<readonly Line[]> => {
  const result = await benchHttp()
  note('http', result)
  return [more('a rep’s month over HTTP, against a constant', result.kpiToConstant, 0.6)]
}

const visible = async (): Promise<readonly Line[]> => {
  const lines: Line[] = []
  for (const rate of values.rate.split(',').map(Number)) {
    const result = await benchVisible({ rate, seconds: Number(values.seconds) })
    note('visible', result)
    lines.push(
      more(`${rate} orders a second were recorded and posted as they came (1: yes)`, result.isSustained ? 1 : 0, 1),
      less(`append to visible in a KPI at ${rate} orders a second, p99, milliseconds`, result.appendToVisibleMs.p99, 1_000),
      less(`memory at ${rate} orders a second, MiB grown a minute`, result.residentMiB.growthPerMinute, 60),
      less(`write-ahead logs at ${rate} orders a second, peak MiB`, result.walMiB.peak, 256),
      less(`lag at ${rate} orders a second, events grown a minute`, result.lagEvents.growthPerMinute, rate),
    )
  }
  return lines
}

const feed = async (): Promise<readonly Line[]> => {
  const result = await benchFeed()
  note('feed', result ?? { skipped: 'no Kafka is to be had' })
  return result === null ? [] : [more('orders from a Kafka topic, against the import of the same', result.topicToFile, 0.6)]
}

const postgres = async (): Promise<readonly Line[]> => {
  const result = await benchPostgres({ orders: Number(values.orders ?? 100_000) })
  note('postgres', result ?? { skipped: 'no PostgreSQL is to be had' })
  if (result === null) return []
  const { postingRatio, valueMs, leaderboardMs } = postgresLimits
  return [
    more('posting on PostgreSQL, in parts of the embedded rate', result.postingRatio, postingRatio),
    less('a month at a past position on PostgreSQL, p99, milliseconds', result.value.p99, valueMs),
    less('the same at a day of the month', result.valueByDay.p99, valueMs),
    less('the same over HTTP', result.overHttp.p99, valueMs),
    less('leaderboard of 100 reps by 12 months on PostgreSQL, milliseconds', result.leaderboard.median, leaderboardMs),
  ]
}

const note = (name: string, result: object): void => void process.stderr.write(`${name} ${JSON.stringify(result, null, 2)}\n`)

const benches = { append, ledgers, served, catalogue, http, visible, feed, postgres }
const asked = values.only.split(',')
let missed = 0
for (const [name, bench] of Object.entries(benches)) {
  if (!asked.includes(name)) continue
  for (const { what, reached, limit, better } of await bench()) {
    const isReached = better === 'more' ? reached >= limit : reached <= limit
    if (!isReached) missed += 1
    const bound = better === 'more' ? 'at least' : 'at most'
    process.stdout.write(`${isReached ? 'reached' : 'MISSED '}  ${what}: ${reached.toFixed(2)} (${bound} ${limit})\n`)
  }
}
process.exitCode = missed === 0 ? 0 : 1
