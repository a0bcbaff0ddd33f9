import { type ApiDependencies, apiRoutes, buildFrame } from '@daybook/api'
import type { EventStore } from '@daybook/event-store'
import { derived, kpis, ledgers } from '@daybook/projections'
import { openAnswers, type ReadModel, type TotalQuery } from '@daybook/read-model'
import { randomFrom } from '../properties/random.ts'
import { reps, teams } from './order-feed.ts'
import { median } from './served.ts'

/** Milliseconds: the middle one, and what one in a hundred exceeds; of several rounds the middle one. */
export type Spread = { readonly median: number; readonly p99: number }

/** What reads at random past points take, one at a time, and what is promised of them. */
export type PastValues = {
  /** A rep's month, all that was known at a random position: p99 below 5. */
  readonly value: Spread
  /** The same at a random day of the month. */
  readonly valueByDay: Spread
  /** The same over HTTP, as `/v1/kpis/net-sales` answers it: p99 below 5. */
  readonly overHttp: Spread
  /** The checkpoint, a table of one row: what a question to the server takes on this machine at this time. */
  readonly bare: Spread
  /** A constant over HTTP, behind the same hooks. */
  readonly constantOverHttp: Spread
  /** 100 reps by 12 months at one position and day: below 60. */
  readonly leaderboard: Spread
}

/** What is read: ledgers that have everything, and their log. */
export type ReadBook = { readonly readModel: ReadModel; readonly eventStore: EventStore }

const rounds = 8
const probesPerRound = 300
const dayMs = 86_400_000
const months = Array.from({ length: 24 }, (_, month) => Date.UTC(2024, month, 1))

/** Reads at random past positions and days; each kind of read in turn, so that what else the machine does meets all of them. */
export const readPastValues = async (book: ReadBook): Promise<PastValues> => {
  const { readModel, eventStore } = book
  const { position: head } = await eventStore.head()
  const chance = randomFrom(5).below
  const at = (): bigint => BigInt(chance(Number(head)))
  const cell = (day: number | null): TotalQuery => cellOf({ rep: chance(reps), month: chance(months.length), day })
  await using served = await serve(book)
  const url = (): string => {
    const first = months[chance(months.length)] ?? 0
    const asOf = isoOf(first + chance(60) * dayMs)
    const asked = `scope=rep&entity=R${chance(reps)}&period=${isoOf(first).slice(0, 7)}&asOf=${asOf}`
    return `${served.address}/v1/kpis/net-sales?${asked}&knownAt=position:${at()}`
  }
  const [value, valueByDay, overHttp, bare, constantOverHttp] = await interleaved([
    () => readModel.totals([cell(null)], at()),
    () => readModel.totals([cell(chance(30))], at()),
    () => fetched(url()),
    () => readModel.checkpoint(),
    () => fetched(`${served.address}/constant`),
  ])
  const board = leaderboard()
  await assertFound(readModel, board, head)
  const late = (head * 95n) / 100n
  const boards = spread((await timed(40, () => readModel.totals(board, late))).slice(10))
  return { value, valueByDay, overHttp, bare, constantOverHttp, leaderboard: boards } as PastValues // Sound: as many as were asked
}

/** A year of months of every rep, the last of them up to its middle. */
export const leaderboard = (): readonly TotalQuery[] =>
  Array.from({ length: reps * 12 }, (_, index) => {
    const month = 11 + Math.floor(index / reps)
    return cellOf({ rep: index % reps, month, day: month === 22 ? 14 : null })
  })

const cellOf = ({
  rep,
  month,
  day,
}: {
  readonly rep: number
  readonly month: number
  readonly day: number | null
}): TotalQuery => {
  const first = (months[month] ?? 0) / dayMs
  return {
    ledger: 'sales',
    period: first * 8 + 1,
    entity: { scope: 'seat', id: `R${rep}`, team: `T${rep % teams}` },
    day: day === null ? null : first + day,
  }
}

const isoOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** Reads that find nothing are fast, and mean nothing. */
const assertFound = async (readModel: ReadModel, board: readonly TotalQuery[], head: bigint): Promise<void> => {
  const found = (await readModel.totals(board, head)).filter(([total]) => total !== undefined && total !== 0n)
  if (found.length < board.length * 0.9) throw new Error(`only ${found.length} of ${board.length} cells hold something`)
}

const serve = async ({ readModel, eventStore }: ReadBook) => {
  const answers = openAnswers({ readModel, log: eventStore, measures: { kpis, derived, ledgers } })
  const app = buildFrame({ version: '1.0.0' })
  app.register(apiRoutes, {
    version: '1.0.0',
    ready: async () => [],
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    eventStore,
    ledgers: async () => ({ generation: 1, readModel, answers }),
    clock: Date.now,
    execute: null,
    actor: { kind: 'user', id: 'local' },
    projections: { list: async () => [], act: async () => ({ ok: false, refusal: { code: 'not-offered', detail: '' } }) },
  } satisfies ApiDependencies)
  app.get('/constant', () => ({ value: '0.0000' }))
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { address, [Symbol.asyncDispose]: async () => app.close() }
}

const fetched = async (url: string): Promise<void> => {
  const answer = await fetch(url)
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${body}`)
}

/** The first round warms up and is not counted. */
const interleaved = async (reads: readonly (() => Promise<unknown>)[]): Promise<readonly Spread[]> => {
  const spreads = reads.map((): Spread[] => [])
  for (let round = 0; round < rounds; round += 1)
    for (const [index, read] of reads.entries()) {
      const taken = spread(await timed(probesPerRound, read))
      if (round > 0) spreads[index]?.push(taken)
    }
  return spreads.map((found) => ({
    median: median(found.map((one) => one.median)),
    p99: median(found.map((one) => one.p99)),
  }))
}

const timed = async (count: number, read: () => Promise<unknown>): Promise<readonly number[]> => {
  const times: number[] = []
  for (let probe = 0; probe < count; probe += 1) {
    const start = performance.now()
    await read()
    times.push(performance.now() - start)
  }
  return times
}

const spread = (times: readonly number[]): Spread => {
  const sorted = times.toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1] ?? 0, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 }
}
