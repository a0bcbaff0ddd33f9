import { userInfo } from 'node:os'
import { type ApiDependencies, apiRoutes, buildFrame, operatingRoutes } from '@daybook/api'
import { Currency } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { type Intake, type IntakeParts, intakeRoutes, type Limits, openIntake, strictJson } from '@daybook/intake'
import type { Projector } from '@daybook/projector'
import type { Generations } from '@daybook/read-model'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { monotonicFactory } from 'ulid'
import { backends } from './backends.ts'
import type { Config } from './config.ts'
import { openFeeds } from './feeds.ts'
import { findingsIn } from './findings.ts'
import { withFreshness } from './freshness.ts'
import { heldFlags } from './held-flags.ts'
import type { Failpoints } from './host.ts'
import { readLedgers } from './ledgers.ts'
import { limitsOf } from './limits.ts'
import { metricsOf } from './metrics.ts'
import { projectionControl } from './projection-control.ts'
import { checksOf, lagOf, measuredLagOf } from './readiness.ts'
import { release } from './release.ts'
import { openTracing } from './tracing.ts'
import { endingWith } from './waiting-log.ts'

/** A book that is open: its application, and what the process needs of it besides. */
export type OpenedBook = AsyncDisposable & {
  /** All routes of the roles that are on; it does not listen. */
  readonly app: FastifyInstance
  readonly eventStore: EventStore
  readonly projector: Projector | null
  /** Tells others on this machine where the book is served. */
  readonly announce: (address: string) => void
}

/** What composing needs besides the configuration. */
export type ComposeOptions = {
  readonly clock: () => number
  readonly log: Logger
  /** Aborts when the process is asked to end. */
  readonly stopping: AbortSignal
  /** A program that works on its own folder for its own user takes a file of any length. */
  readonly use?: 'server' | 'own-folder'
  /** Told once when the disk of the log fails: nothing is recorded any more by this process. */
  readonly onFailure?: ((fault: Error) => void) | undefined
  readonly failpoints?: Failpoints | undefined
}

/**
 * Opens the book that the configuration names and wires the roles that are on. What is opened is closed in reverse, also when a later
 * step fails. Ends with exit code 78 when another process holds the folder.
 */
export const compose = async (config: Config, options: ComposeOptions): Promise<OpenedBook> => {
  const { clock, log, stopping, use = 'server', onFailure, failpoints } = options
  await using opened = new AsyncDisposableStack()
  const limits = limitsOf(config, use)
  const settings = { zone: config.timeZone, currency: config.currency }
  const { requests, tracer, onPosted, counts: spans } = opened.use(await openTracing(config, { log, use }))
  const backend = opened.use(await backends[config.backend](config, { clock, log, settings, onFailure, onPosted, failpoints }))
  const { eventStore, projector, generations } = backend
  const ledgers = opened.use(readLedgers({ eventStore, generations, projector: backend.knowsGeneration, settings }))
  const damage = async () => generations.damageOf((await ledgers.current()).generation)
  const checkpoint = async () => (await ledgers.current()).readModel.checkpoint()
  const lag = () => lagOf({ eventStore, checkpoint, clock })
  const measuredLag = () => measuredLagOf({ eventStore, checkpoint, clock })
  const metrics = metricsOf({ eventStore, projector, lag: measuredLag, backend: backend.measures, spans })
  const othersRecordMs = backend.measures.kind === 'servers' ? lookAgainMs : undefined
  const findings = findingsIn({ eventStore, ledgers: ledgers.current, clock })
  const parts = { store: eventStore, findings, limits, clock, log, tracer, othersRecordMs, failpoint: failpoints?.at }
  const intake = config.roles.has('intake') ? opened.use(await intakeOf(config, { ...parts, observer: metrics.intake() })) : null
  const feeds = intake === null || use === 'own-folder' ? [] : await openFeeds(config, { intake, clock, log })
  for (const feed of feeds) {
    opened.use(feed)
    // It leaves its group while requests are drained: one after the other might take longer than a stop has.
    stopping.addEventListener('abort', () => void feed[Symbol.asyncDispose](), { once: true })
  }
  metrics.watch(feeds)
  const open = config.auth === 'insecure-open'
  const app = opened.adopt(frameOf(config, { limits, log, use }), async (built) => built.close())
  for (const observer of [metrics, requests]) observer.observe(app)
  if (intake !== null) {
    metrics.measureIntake({ waiting: () => intake.recorder.waiting().items, held: () => intake.quarantine.counts() })
    const serving = { intake, feeds, actor: local, limits, stopping, traceOf: requests.traceOf }
    app.register(withFreshness({ checkpoint, lag }, (routes) => void routes.register(intakeRoutes, serving)))
  }
  const servers = backend.measures.kind === 'servers' ? backend.measures.servers : []
  const ready = () => checksOf({ servers, eventStore, projector, lag, damage, feeds, open })
  const operating = { version: release, ready, metrics }
  if (!config.roles.has('api')) app.register(operatingRoutes, operating)
  else {
    app.register(apiRoutes, {
      ...operating,
      eventStore: endingWith(eventStore, stopping),
      ledgers: ledgers.current,
      ledgersOf: ledgers.of,
      ledgersWith: ledgers.having,
      clock,
      damage: damageOf(generations, log),
      bodyMs: limits.requestMs,
      execute: intake === null ? null : (request) => intake.commands.execute(request),
      actor: local,
      traceOf: requests.traceOf,
      projections: projectionControl({ projector, eventStore, generations, ledgers, lag, clock }),
      ...(projector === null ? {} : { progress: projector }),
      streams: { clientsMax: config.streamClients, observer: metrics.streams },
      ...(intake === null ? {} : { held: () => heldFlags(intake) }),
    })
  }
  await app.ready()
  const disposable = opened.move()
  return { app, eventStore, projector, announce: backend.announce, [Symbol.asyncDispose]: () => disposable.disposeAsync() }
}

type Framed = Pick<ComposeOptions, 'log' | 'use'> & { readonly limits: Limits }

const frameOf = (config: Config, { limits, log, use }: Framed) =>
  buildFrame({
    logger: log,
    access: config.auth === 'insecure-open' ? 'open' : 'loopback',
    version: release,
    // An import may take so long to arrive; other bodies have bounds of their own.
    requestTimeoutMs: config.importMs,
    readJson: strictJson(limits),
    answerIdleMs: config.idleMs,
    ...(use === 'own-folder' ? {} : loadOf(config)),
  })

/** What a server takes on at most. A program that works on its own folder asks itself alone. */
const loadOf = ({ loopDelayMs, memoryMiB, rateLimit, rateLimitLocal }: Config) => ({
  load: { loopDelayMs, memoryBytes: memoryMiB * 2 ** 20 },
  ...(rateLimit === 0 ? {} : { rate: { requests: rateLimit, local: rateLimitLocal === 'on' } }),
})

const damageOf = (generations: Generations, log: Logger): NonNullable<ApiDependencies['damage']> => ({
  of: (generation) => generations.damageOf(generation),
  found: async (generation, problem) => {
    log.error({ generation, problem }, 'the ledgers are damaged and answer nobody any more')
    await generations.markDamaged(generation, problem)
  },
})

type OwnParts = Pick<IntakeParts, 'store' | 'findings' | 'limits' | 'clock' | 'log' | 'observer' | 'tracer' | 'failpoint'>

const intakeOf = ({ timeZone, currency }: Config, parts: OwnParts): Promise<Intake> => {
  const rising = monotonicFactory()
  return openIntake({
    ...parts,
    policyDefaults: { 'reporting-zone': timeZone, 'reporting-currency': Currency.parse(currency) },
    newId: () => rising(parts.clock()),
  })
}

/** How often an intake looks for what another one may have passed by; milliseconds. */
const lookAgainMs = 60_000

/** While nobody signs in, the one caller is the user of this machine. */
const local = { kind: 'user', id: `local:${userName()}` } as const

/** A container may run as a number that no name belongs to. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
