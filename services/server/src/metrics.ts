import type { StreamOptions } from '@daybook/api'
import type { EventStore, LogMeasures } from '@daybook/event-store'
import type { Feed, FeedStatus, HeldCount, IntakeObserver } from '@daybook/intake'
import type { Projector } from '@daybook/projector'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { walBytes } from './data-files.ts'
import type { MeasuredLag } from './readiness.ts'
import { measureTraces } from './trace-metrics.ts'
import type { SpanCounts } from './tracing.ts'

type Measured = {
  readonly eventStore: Pick<EventStore, 'head'> & { readonly measured?: () => LogMeasures }
  readonly projector: Projector | null
  readonly lag: () => Promise<MeasuredLag>
  readonly folder: string
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
  readonly intake: IntakeObserver
  /** Shows how far these feeds are. */
  readonly watch: (feeds: readonly Feed[]) => void
  readonly streams: NonNullable<StreamOptions['observer']>
  /** Measures an intake from now on. */
  readonly measureIntake: (intake: IntakeMeasured) => void
  /** Times the requests of an application by the pattern of their route. */
  readonly observe: (app: FastifyInstance) => void
}

export const metricsOf = (measured: Measured): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  measureLog(registry, measured)
  measureLedgers(registry, measured)
  if (measured.spans !== undefined) measureTraces(registry, measured.spans)
  return {
    contentType: registry.contentType,
    metrics: () => registry.metrics(),
    intake: intakeObserver(registry),
    watch: (feeds) => feedGauges(registry, feeds),
    streams: streamObserver(registry),
    measureIntake: (intake) => measureIntake(registry, intake),
    observe: requestTimer(registry),
  }
}

type Named = { readonly name: string; readonly help: string }

const counter = <Label extends string>(registry: Registry, { name, help }: Named, labelNames: readonly Label[]) =>
  new Counter({ name, help, labelNames: [...labelNames], registers: [registry] })

const gauge = (registry: Registry, { name, help }: Named, read: () => Promise<number> | number): void => {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read())
    },
  })
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
  const batches = new Histogram({
    name: 'daybook_intake_batch_seconds',
    help: 'From the entry of a batch to its answer, which follows the commit',
    buckets: [0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const commits = new Histogram({
    name: 'daybook_intake_commit_seconds',
    help: 'From judging a group of batches to its durable commit',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [registry],
  })
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
  new Gauge({
    name: 'daybook_intake_held',
    help: 'Items in quarantine, by kind and by what they were put aside for',
    labelNames: ['kind', 'code'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const { kind, code, items } of await counts()) this.set({ kind, code }, items)
    },
  })
}

/** An answer that is kept for twenty times as long as it took, so that asking for it never takes more than a twentieth of the time. */
const seldom = <Value>(ask: () => Promise<Value>): (() => Promise<Value>) => {
  let last: { readonly value: Promise<Value>; until: number } | null = null
  return async () => {
    if (last !== null && performance.now() < last.until) return last.value
    const begun = performance.now()
    const asked = { value: ask(), until: Number.POSITIVE_INFINITY }
    last = asked
    await asked.value.finally(() => {
      asked.until = performance.now() + 20 * (performance.now() - begun)
    })
    return asked.value
  }
}

const measureLog = (registry: Registry, { eventStore, folder }: Measured): void => {
  gauge(registry, { name: 'daybook_log_head_position', help: 'The last position of the log; -1 when it is empty' }, async () =>
    Number((await eventStore.head()).position),
  )
  const verified = {
    name: 'daybook_events_verified_position',
    help: 'The last event compared with its checksum; -1 when none was',
  }
  gauge(registry, verified, () => Number(eventStore.measured?.().verifiedPosition ?? -1))
  new Gauge({
    name: 'daybook_sqlite_wal_bytes',
    help: 'Size of the write-ahead logs, by what they belong to',
    labelNames: ['file'],
    registers: [registry],
    collect() {
      const sizes = walBytes(folder)
      for (const file of ['log', 'ledger'] as const) this.set({ file }, sizes[file])
    },
  })
}

const measureLedgers = (registry: Registry, { eventStore, projector, lag }: Measured): void => {
  const one = (name: string, help: string, read: (lag: MeasuredLag) => number): void =>
    gauge(registry, { name, help }, async () => read(await lag()))
  one('daybook_projection_lag_events', 'Events that are not posted', ({ events }) => events)
  const behind = 'How much later the last event was taken in than the last that is posted'
  one('daybook_projection_lag_seconds', behind, ({ behindSeconds }) => behindSeconds)
  one('daybook_projection_oldest_unapplied_seconds', 'Age of the oldest event that is not posted', ({ seconds }) => seconds)
  new Counter({
    name: 'daybook_sqlite_busy_total',
    help: 'How often another connection held a file that was to be written',
    labelNames: ['file'],
    registers: [registry],
    collect() {
      // Counted where it happens, in other threads as well; told here as it stands.
      this.reset()
      this.inc({ file: 'log' }, eventStore.measured?.().busyTotal ?? 0)
      this.inc({ file: 'ledger' }, projector?.status().busyTotal ?? 0)
    },
  })
  if (projector === null) return
  gauge(registry, { name: 'daybook_projection_halted', help: '1 while the projector is stopped by a problem' }, () =>
    projector.status().state === 'stopped' ? 1 : 0,
  )
  new Gauge({
    name: 'daybook_projection_position',
    help: 'The last position that is posted, by generation; -1 before the first',
    labelNames: ['generation'],
    registers: [registry],
    collect() {
      const { generation, position, rebuild } = projector.status()
      this.reset()
      this.set({ generation }, Number(position))
      if (rebuild !== null) this.set({ generation: rebuild.generation }, Number(rebuild.position))
    },
  })
}

const streamObserver = (registry: Registry): Metrics['streams'] => {
  const open = new Gauge({ name: 'daybook_stream_clients', help: 'Streams of changes that are open', registers: [registry] })
  const cut = counter(registry, { name: 'daybook_stream_cut_total', help: 'Streams that were cut, since nobody read them' }, [])
  return { opened: () => open.inc(), closed: () => open.dec(), cut: () => cut.inc() }
}

type Told = (set: (status: FeedStatus) => void) => Promise<void>

/** All gauges of one scrape share one look at the feeds: each reads the place of every partition. */
const toldOf = (feeds: readonly Feed[]): Told => {
  let looking: Promise<readonly FeedStatus[]> | null = null
  return async (set) => {
    looking ??= Promise.all(feeds.map((feed) => feed.status())).finally(() => {
      looking = null
    })
    for (const status of await looking) set(status)
  }
}

const feedGauges = (registry: Registry, feeds: readonly Feed[]): void => {
  if (feeds.length === 0) return
  const registers = [registry]
  const told = toldOf(feeds)
  new Gauge({
    name: 'daybook_kafka_lag',
    help: 'Records of a partition that the broker has and the book has not',
    labelNames: ['topic', 'partition'],
    registers,
    async collect() {
      this.reset()
      await told(({ topics }) => {
        for (const { topic, partitions } of topics)
          for (const { partition, lag } of partitions) if (lag !== null) this.set({ topic, partition }, Number(lag))
      })
    },
  })
  new Gauge({
    name: 'daybook_kafka_paused',
    help: '1 while a topic is not read, because somebody or the circuit paused it or a record it goes on with is not there',
    labelNames: ['topic'],
    registers,
    async collect() {
      this.reset()
      await told(({ topics }) => {
        for (const { topic, paused, partitions } of topics)
          this.set({ topic }, paused !== null || partitions.some(({ problem }) => problem !== null) ? 1 : 0)
      })
    },
  })
  const count = (name: string, help: string, read: (status: FeedStatus) => number): void => {
    new Counter({
      name,
      help,
      registers,
      async collect() {
        this.reset()
        await told((status) => this.inc(read(status)))
      },
    })
  }
  count('daybook_kafka_rebalances_total', 'How often members of the group have joined', ({ rebalances }) => rebalances)
  count('daybook_kafka_copies_lost_total', 'Copies of dead letters that no broker took', ({ copiesLost }) => copiesLost)
  new Gauge({
    name: 'daybook_kafka_connected',
    help: '1 while the brokers answer',
    registers,
    async collect() {
      await told(({ state }) => this.set(state === 'running' ? 1 : 0))
    },
  })
}

const requestTimer = (registry: Registry): Metrics['observe'] => {
  const requests = new Histogram({
    name: 'daybook_http_request_seconds',
    help: 'How long requests took, by route, method and class of status; streams of changes are not among them',
    labelNames: ['route', 'method', 'class'],
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers: [registry],
  })
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
