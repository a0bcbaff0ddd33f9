import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteEventStore } from '@daybook/event-store'
import { catalogueOf, createPoster, currentVersions, type Editions, editions } from '@daybook/projections'
import { openSqliteGenerations } from '@daybook/read-model'

/** What posting one order costs. */
export type PostingProfile = {
  readonly orders: number
  /** Processor time of the posting thread for each order: reading it from the log, folding it, storing what it led to. */
  readonly microseconds: Readonly<Record<Stage, number>>
  /** Entries that an order leads to. */
  readonly rows: number
  readonly rowsByLedger: Readonly<Record<string, number>>
}

type Stage = 'read' | 'fold' | 'store'

const batchEvents = 8_000

/** Posts a log into ledgers of its own, in this thread, and tells where the time of its first orders goes; of all KPIs unless others are given. */
export const postingProfile = async (log: string, ordersMax = 200_000, known: Editions = editions): Promise<PostingProfile> => {
  const scene = mkdtempSync(join(tmpdir(), 'daybook-bench-'))
  try {
    await using eventStore = openSqliteEventStore({ file: log, readOnly: true })
    await using generations = await openSqliteGenerations({ folder: scene })
    await using readModel = await generations.open(await generations.active())
    const epoch = await readModel.claim()
    const catalogue = catalogueOf(known, currentVersions(known))
    const poster = createPoster({ working: readModel.working, history: [], catalogue })
    const spent = { read: 0, fold: 0, store: 0 }
    const byLedger = new Map<string, number>()
    let from = -1n
    let orders = 0
    while (orders < ordersMax) {
      const lap = stopwatch()
      const events = await eventStore.readAll({ from: from + 1n, limit: batchEvents })
      const to = events.at(-1)?.position
      if (to === undefined) break
      const read = lap()
      for (const event of events) poster.post(event)
      const taken = poster.take()
      const fold = lap()
      await readModel.post({ ...taken, epoch, from, to })
      const store = lap()
      from = to
      if (events[0]?.type !== 'OrderAccepted') continue
      orders += events.length
      spent.read += read
      spent.fold += fold
      spent.store += store
      for (const { ledger } of taken.rows) byLedger.set(ledger, (byLedger.get(ledger) ?? 0) + 1)
    }
    const each = (sum: number) => Number((sum / orders).toFixed(2))
    const rowsByLedger = Object.fromEntries([...byLedger].map(([ledger, count]) => [ledger, each(count)]))
    return {
      orders,
      microseconds: { read: each(spent.read), fold: each(spent.fold), store: each(spent.store) },
      rows: each([...byLedger.values()].reduce((sum, count) => sum + count, 0)),
      rowsByLedger,
    }
  } finally {
    rmSync(scene, { recursive: true })
  }
}

/** Microseconds of this thread since the last lap: what else the machine does is not in them. */
const stopwatch = (): (() => number) => {
  let last = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(last)
    last = process.threadCpuUsage()
    return user + system
  }
}
