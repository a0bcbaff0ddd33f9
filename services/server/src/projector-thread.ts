import { setTimeout as pause } from 'node:timers/promises'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { EventStore } from '@daybook/event-store'
import { createPoster, type Editions } from '@daybook/projections'
import { isPassing, postedTo, serveProjector, startProjector } from '@daybook/projector'
import type { Generations } from '@daybook/read-model'
import { z } from 'zod'
import { loggerOf } from './logger.ts'

const Common = z.object({
  folder: z.string(),
  logLevel: z.string(),
  settings: z.object({ zone: z.string(), currency: z.string() }),
  /** Whether the other end wants to know of each batch. */
  isTraced: z.boolean(),
  /** At most how many events a second a rebuild takes; null: no bound. */
  rebuildEventsPerSecondMax: z.number().nullable(),
})

const Given = z.discriminatedUnion('backend', [
  Common.extend({ backend: z.literal('embedded') }),
  Common.extend({
    backend: z.literal('distributed'),
    bookId: z.string(),
    eventStoreUrl: z.string(),
    postgresUrl: z.string(),
  }),
])

/** What the thread is told. */
export type ThreadGiven = z.infer<typeof Given>

/** Told to a thread that stands by. */
export type ToStandby = { readonly kind: 'begin' }

/**
 * Posts the ledgers of the book that this worker thread was given, at once or when it is told to begin, until the other end of its channel
 * closes it. `failpoint` is for crash tests, `editions` for comparing what other KPIs cost; without it all of the product are posted.
 */
export const runProjectorThread = async (failpoint?: (name: string) => void, editions?: Editions): Promise<void> => {
  const given = Given.parse(workerData)
  if (parentPort === null) throw new Error('this file runs as a worker thread')
  await using opened = new AsyncDisposableStack()
  const { eventStore, generations, follow } = await openedWhenThere(given, failpoint)
  opened.use(eventStore)
  opened.use(generations)
  const { settings, rebuildEventsPerSecondMax } = given
  if (follow !== null && !(await told(parentPort, follow))) return parentPort.close()
  const projector = await startProjector({
    eventStore,
    generations,
    makePoster: (options) => createPoster({ ...options, settings }),
    rebuildEventsPerSecondMax,
    log: loggerOf(given.logLevel).child({ role: 'projector' }),
    clock: Date.now,
    onPosted: given.isTraced ? postedTo(parentPort) : undefined,
    ...(given.backend === 'distributed' ? { againMs: serversAgainMs } : {}),
    ...(editions === undefined ? {} : { editions }),
    failpoint,
  })
  await serveProjector(parentPort, projector)
  parentPort.close()
}

type Posted = {
  readonly eventStore: EventStore
  readonly generations: Generations
  /** Keeps what is at hand of the ledgers fresh while another posts; null where nobody else can. */
  readonly follow: (() => Promise<void>) | null
}

/** Servers that are away come back by themselves, unlike room on a disk of ours; milliseconds. */
const serversAgainMs = 2_000

/** A thread that died whenever a server is away would be started, and load everything, again and again until that is back. */
const openedWhenThere = async (given: ThreadGiven, failpoint: ((name: string) => void) | undefined): Promise<Posted> => {
  for (;;) {
    try {
      return await openPosted(given, failpoint)
    } catch (error) {
      if (given.backend === 'embedded' || !isPassing(error)) throw error
      await pause(followMs)
    }
  }
}

const openPosted = async (given: ThreadGiven, failpoint: ((name: string) => void) | undefined): Promise<Posted> => {
  if (given.backend === 'embedded') {
    const { openPostedFiles } = await import('./posted-files.ts')
    return { ...(await openPostedFiles(given.folder, failpoint)), follow: null }
  }
  const { openSharedLog, openSharedLedgers } = await import('./shared-book.ts')
  await using opened = new AsyncDisposableStack()
  const { eventStore } = await openSharedLog(given, { readOnly: true })
  opened.use(eventStore)
  const generations = await openSharedLedgers(given)
  const follow = async (): Promise<void> => {
    await using ledgers = await generations.open(await generations.active())
    await ledgers.follow()
  }
  opened.move()
  return { eventStore, generations, follow }
}

const followMs = 1_000

/** Stands by until the other end says that it begins; false when it closes instead. */
const told = async (port: MessagePort, follow: () => Promise<void>): Promise<boolean> => {
  const heard = new AbortController()
  const message = new Promise<ToStandby | { readonly kind: 'close' }>((resolve) => {
    port.once('message', (given) => {
      resolve(given)
      heard.abort()
    })
  })
  while (!heard.signal.aborted) {
    // A server that is away is tried again; whatever else is wrong is told when it begins.
    await follow().catch(() => undefined)
    await pause(followMs, undefined, { signal: heard.signal }).catch(() => undefined)
  }
  return (await message).kind === 'begin'
}
