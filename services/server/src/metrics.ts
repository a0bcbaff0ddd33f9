import type { StreamOptions } from '@daybook/api'
import type { EventStore } from '@daybook/event-store'
import type { Feed, HeldCount, IntakeObserver } from '@daybook/intake'
import type { Projector } from '@daybook/projector'
import type { FastifyInstance } from 'fastify'
import { type BackendMeasures, measureBackend } from './backend-metrics.ts'
import { measureFeeds } from './feed-metrics.ts'
import { counter, gauge, gauges, histogram, type Line, level, newRegistry, type Registry, shared } from './metric-kinds.ts'
import type { MeasuredLag } from './readiness.ts'
import { rebuildFigures } from './rebuild-figures.ts'
import { seldom } from './seldom.ts'
import { measureTraces } from './trace-metrics.ts'
import type { SpanCounts } from './tracing.ts'

type Measured = {
  readonly eventStore: Pick<EventStore, 'head'>
  readonly projector: Projector | null
  readonly lag: () => Promise<MeasuredLag>
  readonly backend: BackendMeasures
  /** What became of spans; undefined where nothing is traced. */
  readonly spans?: (() => SpanCounts) | undefined
}

/** What the intake is asked for at a scrape. */
type IntakeMeasured = { readonly waiting: () => number; readonly held: () => Promise<readonly HeldCount[]> }

/**
 * The metrics of one process, in the text format of Prometheus (streaming 16). What happens is counted as it happens, how things stand
 * is read from the data at each scrape, since a status could lie. No account, rep, id or source is ever a label.
 */
export type Metrics = {
  readonly contentType: string
  readonly metrics: () => Promise<string>
  /** Counts what an intake does from now on. */
  readonly intake: () => IntakeObserver
  /** Shows how far these feeds are. */
  readonly watch: (feeds: readonly Feed[]) => void
  readonly streams: NonNullable<StreamOptions['observer']>
  /** Measures an intake from now on. */
  readonly measureIntake: (intake: IntakeMeasured) => void
  /** Times the requests of an application by the pattern of their route. */
  readonly observe: (app: FastifyInstance) => void
}

export const metricsOf = (measured: Measured): Metrics => {
  const registry = newRegistry()
  measureLog(registry, measured)
  measureLedgers(registry, measured)
  measureBackend(registry, measured.backend)
  if (measured.spans !== undefined) measureTraces(registry, measured.spans)
  return {
    contentType: registry.contentType,
    metrics: () => registry.metrics(),
    intake: () => intakeObserver(registry),
    watch: (feeds) => measureFeeds(registry, feeds),
    streams: streamObserver(registry),
    measureIntake: (intake) => measureIntake(registry, intake),
    observe: requestTimer(registry),
  }
}

/** What came in and what became of it. Received and the sum of outcomes differ only by what is under way, or was lost to a fault. */
const intakeObserver = (registry: Registry): IntakeObserver => {
  const received = counter(registry, { name: 'daybook_intake_received_total', help: 'Items that entered the queue' }, [
    'transport',
  ])
  const items = counter(registry, { name: 'daybook_intake_items_total', help: 'Items by what became of them' }, [
    'transport',
    'status',
  ])
  const failed = counter(
    registry,
    { name: 'daybook_intake_failed_total', help: 'Items that a fault kept from being recorded; their senders were told' },
    ['transport'],
  )
  const conflicts = counter(
    registry,
    { name: 'daybook_intake_conflicts_total', help: 'Items with other content under a known identity' },
    [],
  )
  const times = (name: string, help: string, buckets: readonly number[]) =>
    histogram(registry, { name, help, labelNames: [] }, buckets)
  const batches = times(
    'daybook_intake_batch_seconds',
    'From the entry of a batch to its answer, which follows the commit',
    [0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  )
  const commits = times(
    'daybook_intake_commit_seconds',
    'From judging a group of batches to its durable commit',
    [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  )
  return {
    received: (transport, count) => received.inc({ transport }, count),
    failed: (transport, count) => failed.inc({ transport }, count),
    committed: (seconds) => commits.observe(seconds),
    settled: (transport, statuses, seconds) => {
      for (const status of statuses) items.inc({ transport, status })
      conflicts.inc(statuses.filter((status) => status === 'conflict').length)
      batches.observe(seconds)
    },
  }
}

const measureIntake = (registry: Registry, { waiting, held }: IntakeMeasured): void => {
  gauge(registry, { name: 'daybook_intake_queue_items', help: 'Items that wait to be recorded' }, waiting)
  const counts = seldom(held)
  const named = {
    name: 'daybook_intake_held',
    help: 'Items in quarantine, by kind and by what they were put aside for',
    labelNames: ['kind', 'code'],
  }
  gauges(registry, named, async () => (await counts()).map(({ kind, code, items }): Line => [{ kind, code }, items]))
}

const measureLog = (registry: Registry, { eventStore }: Measured): void => {
  gauge(registry, { name: 'daybook_log_head_position', help: 'The last position of the log; -1 when it is empty' }, async () =>
    Number((await eventStore.head()).position),
  )
}

const measureLedgers = (registry: Registry, { eventStore, projector, lag }: Measured): void => {
  const look = shared(lag)
  const one = (name: string, help: string, read: (lag: MeasuredLag) => number): void =>
    gauge(registry, { name, help }, async () => read(await look()))
  one('daybook_projection_lag_events', 'Events that are not posted', ({ events }) => events)
  const behind = 'How much later the last event was taken in than the last that is posted'
  one('daybook_projection_lag_seconds', behind, ({ behindSeconds }) => behindSeconds)
  one('daybook_projection_oldest_unapplied_seconds', 'Age of the oldest event that is not posted', ({ seconds }) => seconds)
  if (projector === null) return
  gauge(registry, { name: 'daybook_projection_halted', help: '1 while the projector is stopped by a problem' }, () =>
    projector.status().state === 'stopped' ? 1 : 0,
  )
  const positions = {
    name: 'daybook_projection_position',
    help: 'The last position that is posted, by generation; -1 before the first',
    labelNames: ['generation'],
  }
  gauges(registry, positions, () => {
    const { generation, position, rebuild } = projector.status()
    const posted = [{ generation, position }, ...(rebuild === null ? [] : [rebuild])]
    return posted.map((one): Line => [{ generation: one.generation }, Number(one.position)])
  })
  measureRebuild(registry, { eventStore, projector })
}

type Rebuilding = Pick<Measured, 'eventStore'> & { readonly projector: Projector }

/** None of these is there while there is no rebuild. */
const measureRebuild = (registry: Registry, { eventStore, projector }: Rebuilding): void => {
  for (const { name, help, read } of rebuildFigures) {
    gauges(registry, { name, help, labelNames: ['generation'] }, async () => {
      const { rebuild } = projector.status()
      const value = rebuild && read(rebuild, (await eventStore.head()).position)
      return rebuild === null || value === null ? [] : [[{ generation: rebuild.generation }, value]]
    })
  }
}

const streamObserver = (registry: Registry): Metrics['streams'] => {
  const open = level(registry, { name: 'daybook_stream_clients', help: 'Streams of changes that are open' })
  const cut = counter(registry, { name: 'daybook_stream_cut_total', help: 'Streams that were cut, since nobody read them' }, [])
  return { opened: () => open.inc(), closed: () => open.dec(), cut: () => cut.inc() }
}

const requestTimer = (registry: Registry): Metrics['observe'] => {
  const named = {
    name: 'daybook_http_request_seconds',
    help: 'How long requests took, by route, method and class of status; streams of changes are not among them',
    labelNames: ['route', 'method', 'class'],
  }
  const requests = histogram(registry, named, [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60])
  return (app) => {
    app.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none'
      const labels = { route, method: request.method, class: `${Math.floor(reply.statusCode / 100)}xx` }
      if (!isStream(reply.getHeader('content-type'))) requests.observe(labels, reply.elapsedTime / 1_000)
      done()
    })
  }
}

/** A stream lasts as long as its client likes, which says nothing of how fast we answer. */
const isStream = (contentType: unknown): boolean => String(contentType).startsWith('text/event-stream')
