import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { assertLogReaches, firstUnknown, runIndexer } from '@daybook/event-store'
import { type Coordination, openCoordination } from '@daybook/postgres'
import { type ProjectorStatus, shareProjector } from '@daybook/projector'
import type { Generations } from '@daybook/read-model'
import type { Logger } from 'pino'
import type { OpenBackend } from './backends.ts'
import { assertMoved } from './move-target.ts'
import { standbyInThread } from './projector-in-thread.ts'
import { rebuildPaceOf } from './rebuild-pace.ts'
import { type BackendServer, watched } from './servers.ts'
import { openLogParts, openSharedLedgers, openSharedLog, type SharedBook, sharedBookOf } from './shared-book.ts'
import { startFailure } from './start-failure.ts'

/** Streams in EventStoreDB, everything else in PostgreSQL, and any number of processes. */
export const openDistributed: OpenBackend = async (config, options) => {
  try {
    return await open(config, options)
  } catch (error) {
    throw startFailure(error)
  }
}

const open: OpenBackend = async (config, { clock, log, settings, onPosted, failpoints }) => {
  const { roles, logLevel } = config
  const book = sharedBookOf(config)
  await using opened = new AsyncDisposableStack()
  const coordination = opened.use(
    await openCoordination({
      connection: { url: book.postgresUrl },
      holder: `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`,
      monotonic: () => performance.now(),
      onFault: (task, error) => log.error({ task, err: error }, 'this process cannot take over a task, and goes on trying'),
    }),
  )
  const { log: streams, eventStore } = await openSharedLog(book, { readOnly: !roles.has('intake'), clock })
  opened.use(eventStore)
  await assertMoved(eventStore)
  if (roles.has('intake') || roles.has('projector')) opened.use(await keepIndexing(book, { coordination, log }))
  const generations = opened.use(await openSharedLedgers(book))
  const asked = { isTraced: onPosted !== undefined, rebuildEventsPerSecondMax: rebuildPaceOf(config) }
  const given = { backend: 'distributed', ...book, logLevel, settings, ...asked } as const
  const thread = { worker: failpoints?.projectorWorker, onPosted }
  const projector = opened.use(
    await shareProjector({
      desk: coordination,
      standBy: roles.has('projector') ? () => standbyInThread(given, thread) : null,
      unposted: (problem) => unposted(generations, problem),
      log,
    }),
  )
  const servers: readonly BackendServer[] = [
    { name: 'postgresql', title: 'PostgreSQL', answers: () => coordination.answers() },
    { name: 'eventstore', title: 'the event store', answers: () => streams.head() },
  ]
  const disposable = opened.move()
  return {
    eventStore,
    generations,
    projector,
    knowsGeneration: null,
    measures: {
      kind: 'servers',
      servers: servers.map(watched),
      unknownOutcomesTotal: () => eventStore.unknownOutcomesTotal(),
      pendingAppends: () => eventStore.pendingAppends(),
    },
    announce: () => undefined,
    [Symbol.asyncDispose]: () => disposable.disposeAsync(),
  }
}

/** How long it waits before it begins again after a fault; milliseconds. */
const againMs = 1_000

type Indexing = { readonly coordination: Coordination; readonly log: Logger }

/** Gives events their positions whenever the lease is ours: whichever processes write or post take turns. */
const keepIndexing = async (book: SharedBook, { coordination, log }: Indexing): Promise<AsyncDisposable> => {
  const closing = new AbortController()
  await using opened = new AsyncDisposableStack()
  const parts = await openLogParts(book)
  opened.use(parts.register)
  opened.use(parts.log)
  await parts.log.assertUntruncated()
  await assertLogReaches(parts)
  const unknown = await firstUnknown(parts)
  if (unknown !== null)
    log.warn(
      { event: unknown.eventId },
      'the register is older than the log: its identities are indexed again, and nothing is recorded before',
    )
  const running = (async () => {
    while (!closing.signal.aborted) {
      const held = await coordination.hold('log-index', closing.signal)
      if (held === null) return
      log.info('this process gives positions from now on')
      await runIndexer({ ...parts, signal: AbortSignal.any([closing.signal, held.lost]) }).catch((error: unknown) => {
        log.error({ err: error }, 'no positions are given')
      })
      await held.release()
      await pause(againMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  })()
  opened.defer(async () => {
    closing.abort()
    await running
  })
  return opened.move()
}

const unposted = async (generations: Generations, problem: string): Promise<ProjectorStatus> => {
  const generation = await generations.active()
  await using ledgers = await generations.open(generation)
  const { position } = await ledgers.checkpoint()
  return {
    state: 'stopped',
    generation,
    position,
    generations: await generations.list(),
    rebuild: null,
    outdated: [],
    problem,
    busyTotal: 0,
  }
}
