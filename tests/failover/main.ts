import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type BookProcess, startBook } from '../crash/book-process.ts'
import { caughtUp, ready, rebuilt } from '../crash/examine.ts'
import { setUp, slice } from '../crash/load.ts'
import { sendBatches } from '../crash/senders.ts'
import { EventStoreDbDouble } from '../engines/eventstoredb-double.ts'
import { withPostgres } from '../engines/postgres.ts'
import { withClient } from '../engines/postgres-databases.ts'
import { digestProblems } from './digests.ts'

/**
 * Kills the projector that posts, again and again under load, and now and then stops it instead and wakes it after another has taken over:
 * `npx -y pnpm@12 failover --rounds 50`. Every takeover is timed; in the end the ledgers are held against a clean run's.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
})
const rounds = Number(values.rounds)
const seed = Number(values.seed)
const limitMs = 5_000
/** Every so many-th round the one that posts is stopped, not killed. */
const stoppedEach = 5
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const postgres = await withPostgres({ fsync: true })
if (postgres.kind === 'skipped') {
  say(`failover: skipped: ${postgres.skipped}`)
  process.exit(0)
}
const double = await new EventStoreDbDouble().start()
const folder = mkdtempSync(join(tmpdir(), 'daybook-failover-'))
const servers = { eventStoreUrl: double.url, postgresUrl: await postgres.createDatabase() }
const env = {
  DAYBOOK_BACKEND: 'distributed',
  DAYBOOK_EVENTSTORE_URL: servers.eventStoreUrl,
  DAYBOOK_POSTGRES_URL: servers.postgresUrl,
}

const start = (name: string, roles: string): Promise<BookProcess> => startBook(join(folder, name), { roles, env })
const front = await start('front', 'api,intake')
const posting = new Map<string, BookProcess>()
for (const name of ['one', 'two']) posting.set(name, await start(name, 'projector'))
const problems: string[] = []
const journal = { answered: () => undefined }

/** The one that holds the lease, by the process in the name of its holder. */
const holder = async (): Promise<[string, BookProcess] | undefined> => {
  const rows = await withClient(servers.postgresUrl, async (client) => {
    const text = "SELECT holder FROM daybook_work.lease WHERE name = 'projector' AND expires_at > clock_timestamp()"
    return (await client.query<{ holder: string }>(text)).rows
  })
  const pid = Number(rows[0]?.holder.split(':')[1])
  return [...posting].find(([, book]) => book.pid === pid)
}

const position = async (): Promise<bigint> => {
  const answer = await fetch(`${front.url}/v1/projections`)
  const { items } = (await answer.json()) as { items: readonly { readonly position: string | null }[] } // Sound: the interface
  return BigInt(items[0]?.position ?? -1)
}

const loading = new AbortController()
let sent = 0
const load = async (): Promise<void> => {
  for (let number = 1; !loading.signal.aborted; number += 1) {
    const events = slice(seed, number, 20)
    await sendBatches({ url: front.url, journal }, events, 20)
    sent += events.length
  }
}

/** From the end of the one that posts until something is posted again; milliseconds. */
const takeover = async (round: number): Promise<number> => {
  let found = await holder()
  while (found === undefined) {
    await pause(50)
    found = await holder()
  }
  const [name, book] = found
  const isStopped = round % stoppedEach === 0
  const before = await position()
  const begun = performance.now()
  if (isStopped) book.signal('SIGSTOP')
  else await book.kill('SIGKILL')
  // What was on its way to the database when it ended may still arrive.
  await pause(100)
  const left = await position()
  while ((await position()) <= left) {
    if (performance.now() - begun > 60_000) throw new Error(`round ${round}: nobody posts after ${before}`)
    await pause(20)
  }
  const took = performance.now() - begun
  if (isStopped) book.signal('SIGCONT')
  else posting.set(name, await start(name, 'projector'))
  if (took > limitMs) problems.push(`round ${round}: ${Math.round(took)} ms`)
  return took
}

await ready(front.url)
await sendBatches({ url: front.url, journal }, setUp(), 100)
const loaded = load()
const times: number[] = []
for (let round = 1; round <= rounds && problems.length === 0; round += 1) {
  times.push(await takeover(round))
  await pause(500)
}
loading.abort()
await loaded
await caughtUp(front.url)
problems.push(...(await digestProblems(servers)), ...(await rebuilt(front.url)))
const sorted = times.toSorted((a, b) => a - b).map((ms) => Math.round(ms))
say(`takeovers of ${rounds} (every ${stoppedEach}th stopped and woken): ${times.map((ms) => Math.round(ms)).join(' ')} ms`)
say(`slowest ${sorted.at(-1)} ms, half within ${sorted[Math.floor(sorted.length / 2)]} ms; ${sent} events sent meanwhile`)
for (const problem of problems) say(`failover: ${problem}`)
say(`failover: ${rounds} rounds, seed ${seed}, ${problems.length} problems (eventstoredb-double, PostgreSQL ${postgres.version})`)
for (const book of [front, ...posting.values()]) await book.kill('SIGTERM')
await postgres.stop()
double.stop()
if (problems.length === 0) rmSync(folder, { recursive: true })
process.exit(problems.length === 0 ? 0 : 1)
