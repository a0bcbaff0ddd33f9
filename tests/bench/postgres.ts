import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteEventStore } from '@daybook/event-store'
import { openPostgresGenerations, openSqliteGenerations } from '@daybook/read-model'
import { startBook } from '../crash/book-process.ts'
import { type RunningPostgres, withPostgres } from '../engines/postgres.ts'
import { withClient } from '../engines/postgres-databases.ts'
import { orderLines, setUpLines, written } from './order-feed.ts'
import { leaderboard, type PastValues, readPastValues } from './past-values.ts'
import { type PostedInTurns, postedInTurns } from './posted-in-turns.ts'
import { imported, median } from './served.ts'

/** How a book on PostgreSQL is posted and read. */
export type PostgresBench = PostedInTurns &
  PastValues & {
    readonly orders: number
    readonly version: string
    /** The median of the slices: at least 0.5. */
    readonly postingRatio: number
    /** Bytes of the database for each order. */
    readonly bytesPerOrder: number
  }

/** What is promised; milliseconds, of a book of 1,000,000 orders. */
export const postgresLimits = { postingRatio: 0.5, valueMs: 5, leaderboardMs: 60 } as const

/**
 * Posts one log into ledgers in a file and into ledgers on a PostgreSQL server, in turns, and reads the latter at random past points.
 * The server is started for it, with `fsync`. Null where there is none to be had. Plans go to stderr when a limit of reading is missed.
 */
export const benchPostgres = async ({ orders }: { readonly orders: number }): Promise<PostgresBench | null> => {
  const postgres = await withPostgres({ fsync: true })
  if (postgres.kind === 'skipped') return null
  const scene = mkdtempSync(join(tmpdir(), 'daybook-bench-'))
  try {
    return await measured(postgres, { scene, orders, log: await importedLog(scene, orders) })
  } finally {
    await postgres.stop()
    rmSync(scene, { recursive: true })
  }
}

const importedLog = async (scene: string, orders: number): Promise<string> => {
  const folder = join(scene, 'book')
  const book = await startBook(folder, { roles: 'intake' })
  await imported(book, await written(join(scene, 'set-up.ndjson'), setUpLines()))
  await imported(book, await written(join(scene, 'orders.ndjson'), orderLines(orders)))
  await book.kill('SIGTERM')
  return join(folder, 'log.db')
}

type Scene = { readonly scene: string; readonly orders: number; readonly log: string }

const measured = async (postgres: RunningPostgres, { scene, orders, log }: Scene): Promise<PostgresBench> => {
  const url = await postgres.createDatabase()
  await using eventStore = openSqliteEventStore({ file: log, readOnly: true })
  await using embedded = await openSqliteGenerations({ folder: join(scene, 'book') })
  await using distributed = await openPostgresGenerations({ connection: { url }, workingFolder: scene })
  const posted = await postedInTurns(eventStore, { embedded, distributed })
  await using readModel = await distributed.open(await distributed.active())
  const read = await readPastValues({ readModel, eventStore })
  const { valueMs, leaderboardMs } = postgresLimits
  const slowest = Math.max(read.value.p99, read.valueByDay.p99, read.overHttp.p99)
  const { position } = await eventStore.head()
  if (slowest > valueMs || read.leaderboard.median > leaderboardMs) await tellPlans(postgres, { url, position })
  return {
    orders,
    version: postgres.version,
    postingRatio: median(posted.distributedToEmbedded),
    bytesPerOrder: (await bytesOf(url)) / orders,
    ...posted,
    ...read,
  }
}

const bytesOf = (url: string): Promise<number> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes')
    return Number(rows[0]?.bytes)
  })

/** The server explains what it does for a value at a day and for a leaderboard, with the buffers it touches. */
const tellPlans = async (
  { control }: RunningPostgres,
  { url, position }: { readonly url: string; readonly position: bigint },
): Promise<void> => {
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_buffers': 'on',
  }
  const address = new URL(url)
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  address.searchParams.set('options', options.join(' '))
  await using generations = await openPostgresGenerations({ connection: { url: address.href }, owner: null })
  await using readModel = await generations.open(await generations.active())
  const board = leaderboard()
  const value = board.find(({ day }) => day !== null)
  for (const queries of [value === undefined ? [] : [value], board]) await readModel.totals(queries, position / 2n)
  process.stderr.write(`${control?.said() ?? 'the server is not ours: its log has the plans'}\n`)
}
