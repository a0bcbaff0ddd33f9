import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { editions } from '@daybook/projections'
import { startBook } from '../crash/book-process.ts'
import { caughtUp } from '../crash/examine.ts'
import { firstEditions } from './first-kpis.ts'
import { orderLines, setUpLines, written } from './order-feed.ts'
import { type PostingProfile, postingProfile } from './posting.ts'
import { imported, median } from './served.ts'

/** What the whole catalogue costs, against the KPIs that the ledgers began with; medians of interleaved rounds. */
export type CatalogueBench = {
  readonly orders: number
  readonly kpis: { readonly first: number; readonly whole: number }
  /** Orders a second, imported over HTTP and in every ledger. */
  readonly served: { readonly first: number; readonly whole: number }
  /** The rate with the whole catalogue in times of the rate with the first KPIs. */
  readonly wholeToFirst: number
  readonly posting: { readonly first: PostingProfile; readonly whole: PostingProfile }
}

const firstServer = fileURLToPath(new URL('first-kpis-server.ts', import.meta.url))

/** Measures how fast orders of accounts with industry and territory are in every ledger, of the first KPIs and of all. */
export const benchCatalogue = async ({ orders = 200_000, rounds = 3 } = {}): Promise<CatalogueBench> => {
  const scene = mkdtempSync(join(tmpdir(), 'daybook-bench-'))
  try {
    const setUp = await written(join(scene, 'set-up.ndjson'), setUpLines({ places: true }))
    const file = await written(join(scene, 'orders.ndjson'), orderLines(orders))
    const rates = { first: [] as number[], whole: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      rates.first.push(orders / (await secondsToServe(join(scene, `first-${round}`), { setUp, file, entry: firstServer })))
      rates.whole.push(orders / (await secondsToServe(join(scene, `whole-${round}`), { setUp, file })))
    }
    const log = join(scene, 'whole-0', 'log.db')
    const [first, whole] = [median(rates.first), median(rates.whole)]
    return {
      orders,
      kpis: { first: firstEditions.current.length, whole: editions.current.length },
      served: { first, whole },
      wholeToFirst: whole / first,
      posting: { first: await postingProfile(log, orders, firstEditions), whole: await postingProfile(log, orders) },
    }
  } finally {
    rmSync(scene, { recursive: true })
  }
}

type Load = { readonly setUp: string; readonly file: string; readonly entry?: string }

const secondsToServe = async (folder: string, { setUp, file, ...how }: Load): Promise<number> => {
  const book = await startBook(folder, how)
  await imported(book, setUp)
  await caughtUp(book.url)
  const start = performance.now()
  await imported(book, file)
  await caughtUp(book.url)
  const seconds = (performance.now() - start) / 1_000
  await book.kill('SIGTERM')
  return seconds
}
