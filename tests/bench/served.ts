import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { type BookProcess, startBook } from '../crash/book-process.ts'
import { caughtUp, rebuilt } from '../crash/examine.ts'
import { appendRate } from './append.ts'
import { orderLines, setUpEvents, setUpLines, written } from './order-feed.ts'
import { type PostingProfile, postingProfile } from './posting.ts'

/** The size of the book, and of each round in which the import is compared with the bare append; a quarter more warms it up. */
export type ServedBenchOptions = { readonly orders?: number; readonly rounds?: number; readonly ordersPerRound?: number }

/** Orders a second, and what is promised of them. */
export type ServedBench = {
  readonly orders: number
  /** Orders a second through POST /v1/imports, answered after the commit. */
  readonly imported: number
  /** Against the append in process, medians of interleaved rounds: at least 0.5. */
  readonly importToAppend: number
  /** Orders a second until every ledger has everything: at least 20,000 on two cores. */
  readonly served: number
  /** Orders a second posted anew from the log into all ledgers: at least as many. */
  readonly rebuilt: number
  /** Memory of the process after each fifth of the import, in MiB: it must not grow on. */
  readonly residentMiB: readonly number[]
  readonly posting: PostingProfile
  readonly logBytesPerOrder: number
  readonly ledgerFileBytesPerOrder: number
}

/** Measures how fast orders come in over HTTP, and how fast they are in every ledger. */
export const benchServed = async (options: ServedBenchOptions = {}): Promise<ServedBench> => {
  const { orders = 1_000_000, rounds = 5, ordersPerRound = 200_000 } = options
  const scene = mkdtempSync(join(tmpdir(), 'daybook-bench-'))
  try {
    const setUp = await written(join(scene, 'set-up.ndjson'), setUpLines())
    const lines = [...orderLines(ordersPerRound * 1.25)]
    const warmUp = await written(join(scene, 'warm-up.ndjson'), lines.slice(0, ordersPerRound / 4))
    const small = await written(join(scene, 'small.ndjson'), lines.slice(ordersPerRound / 4))
    const ratios: number[] = []
    for (let round = 0; round < rounds; round += 1)
      ratios.push(await importToAppend(scene, { setUp, warmUp, file: small, orders: ordersPerRound, round }))
    const whole = await written(join(scene, 'orders.ndjson'), orderLines(orders))
    return { orders, importToAppend: median(ratios), ...(await wholeBook(scene, { setUp, file: whole, orders })) }
  } finally {
    rmSync(scene, { recursive: true })
  }
}

type Load = { readonly setUp: string; readonly file: string; readonly orders: number }
type Round = Load & { readonly warmUp: string; readonly round: number }

const importToAppend = async (scene: string, { setUp, warmUp, file, orders, round }: Round): Promise<number> => {
  const book = await startBook(join(scene, `import-${round}`), { roles: 'intake' })
  await imported(book, setUp)
  await imported(book, warmUp)
  const seconds = await imported(book, file)
  await book.kill('SIGTERM')
  const appended = await appendRate(join(scene, `append-${round}`), { transactions: orders / 1_000, eventsPerTransaction: 1_000 })
  return orders / seconds / appended
}

const wholeBook = async (scene: string, { setUp, file, orders }: Load) => {
  const folder = join(scene, 'book')
  const book = await startBook(folder)
  await imported(book, setUp)
  await caughtUp(book.url)
  const start = performance.now()
  const resident: number[] = []
  const watching = new AbortController()
  const watched = watch(book, orders, { resident, signal: watching.signal })
  const importSeconds = await imported(book, file)
  await watched
  const servedSeconds = (performance.now() - start) / 1_000
  const size = (name: string) => statSync(join(folder, name)).size / orders
  const sizes = { logBytesPerOrder: size('log.db'), ledgerFileBytesPerOrder: size('ledger-1.db') }
  const rebuildStart = performance.now()
  const problems = await rebuilt(book.url)
  if (problems.length > 0) throw new Error(problems.join('; '))
  const rebuildSeconds = (performance.now() - rebuildStart) / 1_000
  await book.kill('SIGTERM')
  return {
    posting: await postingProfile(join(folder, 'log.db')),
    imported: orders / importSeconds,
    served: orders / servedSeconds,
    rebuilt: orders / rebuildSeconds,
    residentMiB: resident,
    ...sizes,
  }
}

/** Notes the memory at each fifth of what is posted, until everything is. */
const watch = async (
  book: BookProcess,
  orders: number,
  { resident, signal }: { readonly resident: number[]; readonly signal: AbortSignal },
): Promise<void> => {
  const last = orders + setUpEvents - 1
  while (!signal.aborted) {
    const { items } = (await (await fetch(`${book.url}/v1/projections`)).json()) as { items: { position: string | null }[] }
    const position = Number(items[0]?.position ?? -1)
    if (position - setUpEvents >= ((resident.length + 1) * (orders - 1)) / 5) resident.push(residentMiB(book.pid))
    if (position >= last) return
    await pause(200)
  }
}

const residentMiB = (pid: number): number => {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return Math.round((pages * 4_096) / 2 ** 20)
}

/** Sends a file as one import; the seconds until its answer. */
export const imported = async ({ url }: BookProcess, file: string): Promise<number> => {
  const start = performance.now()
  const response = await fetch(`${url}/v1/imports?backfill=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  })
  const answer = (await response.json()) as { summary?: { accepted: number; rejected: number; quarantined: number } }
  const { summary } = answer
  if (summary === undefined || summary.rejected + summary.quarantined > 0) throw new Error(JSON.stringify(answer).slice(0, 500))
  return (performance.now() - start) / 1_000
}

/** The middle one. */
export const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
