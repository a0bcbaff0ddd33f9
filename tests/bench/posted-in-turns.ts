import type { EventStore } from '@daybook/event-store'
import { createPoster } from '@daybook/projections'
import { openPosting } from '@daybook/projector'
import type { Generations } from '@daybook/read-model'
import { setUpEvents } from './order-feed.ts'
import { median } from './served.ts'

/** What is compared: ledgers in a file, and ledgers on a server. */
export type Contenders = { readonly embedded: Generations; readonly distributed: Generations }

/** Orders a second on either engine, medians over the slices, and what is promised of them. */
export type PostedInTurns = {
  readonly ordersPerSecond: Readonly<Record<keyof Contenders, number>>
  /** Of each slice: the time that the embedded ledgers took, in parts of that of the others. The median: at least 0.5. */
  readonly distributedToEmbedded: readonly number[]
  /** Processor time of the posting thread for each order, without what the server uses; microseconds. */
  readonly threadMicroseconds: Readonly<Record<keyof Contenders, number>>
}

const slices = 9

/** Posts a log into both, slice by slice in turns, so that what else the machine does meets both alike. */
export const postedInTurns = async (eventStore: EventStore, contenders: Contenders): Promise<PostedInTurns> => {
  const { position: head } = await eventStore.head()
  const log = windowOf(eventStore)
  await using opened = new AsyncDisposableStack()
  const open = async (generations: Generations): Promise<Posting> => {
    const generation = await generations.active()
    const closing = new AbortController().signal
    const posting = await openPosting({ eventStore: log, generations, generation, makePoster: createPoster, closing })
    opened.defer(() => posting.close())
    return posting
  }
  const postings = { embedded: await open(contenders.embedded), distributed: await open(contenders.distributed) }
  log.end = BigInt(setUpEvents) - 1n
  for (const posting of Object.values(postings)) await posted(posting)
  const laps: Record<keyof Contenders, Lap>[] = []
  for (let slice = 1; slice <= slices; slice += 1) {
    log.end = slice === slices ? head : BigInt(setUpEvents) + ((head - BigInt(setUpEvents)) * BigInt(slice)) / BigInt(slices)
    const first = slice % 2 === 0 ? await posted(postings.distributed) : null
    const embedded = await posted(postings.embedded)
    laps.push({ embedded, distributed: first ?? (await posted(postings.distributed)) })
  }
  const each = (of: (lap: Lap) => number) => ({
    embedded: median(laps.map(({ embedded }) => of(embedded))),
    distributed: median(laps.map(({ distributed }) => of(distributed))),
  })
  return {
    ordersPerSecond: each(({ orders, ms }) => (orders * 1_000) / ms),
    distributedToEmbedded: laps.map(({ embedded, distributed }) => embedded.ms / distributed.ms),
    threadMicroseconds: each(({ orders, threadMicroseconds }) => threadMicroseconds / orders),
  }
}

type Posting = Awaited<ReturnType<typeof openPosting>>
type Lap = { readonly orders: number; readonly ms: number; readonly threadMicroseconds: number }

/** Posts until the end of the window. */
const posted = async (posting: Posting): Promise<Lap> => {
  const from = posting.position
  const before = process.threadCpuUsage()
  const start = performance.now()
  while ((await posting.step()) > 0);
  const ms = performance.now() - start
  const { user, system } = process.threadCpuUsage(before)
  return { orders: Number(posting.position - from), ms, threadMicroseconds: user + system }
}

/** The beginning of a log, for as long as more of it is nobody's business. */
const windowOf = (eventStore: EventStore) => {
  const log = {
    end: -1n,
    head: () => eventStore.head(),
    readAll: async ({ from, limit }: Parameters<EventStore['readAll']>[0]) =>
      from > log.end ? [] : eventStore.readAll({ from, limit: Math.min(limit, Number(log.end - from) + 1) }),
  }
  return log
}
