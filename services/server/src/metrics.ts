import { existsSync, statSync } from 'node:fs'
import type { EventStore } from '@daybook/event-store'
import type { Feed, FeedStatus, IntakeObserver } from '@daybook/intake'
import type { Projector } from '@daybook/projector'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { logFile } from './data-files.ts'
import type { Lag } from './readiness.ts'

type Measured = {
  readonly eventStore: EventStore
  readonly projector: Projector | null
  readonly lag: () => Promise<Lag>
  readonly folder: string
}

/** The metrics of one process, in the text format of Prometheus. No account, rep, id or source is ever a label. */
export type Metrics = {
  readonly contentType: string
  readonly metrics: () => Promise<string>
  readonly intake: IntakeObserver
  /** Shows how far these feeds are. */
  readonly watch: (feeds: readonly Feed[]) => void
  /** Times the requests of an application by the pattern of their route. */
  readonly observe: (app: FastifyInstance) => void
}

export const metricsOf = (measured: Measured): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauges(registry, measured)
  const requests = new Histogram({
    name: 'daybook_http_request_seconds',
    help: 'How long requests took, by route, method and class of status',
    labelNames: ['route', 'method', 'class'],
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers: [registry],
  })
  return {
    contentType: registry.contentType,
    metrics: () => registry.metrics(),
    intake: intakeObserver(registry),
    watch: (feeds) => feedGauges(registry, feeds),
    observe: (app) => {
      app.addHook('onResponse', (request, reply, done) => {
        const route = request.routeOptions.url ?? 'none'
        const labels = { route, method: request.method, class: `${Math.floor(reply.statusCode / 100)}xx` }
        requests.observe(labels, reply.elapsedTime / 1_000)
        done()
      })
    },
  }
}

/** What came in and what became of it. Received and the sum of outcomes differ only by what is under way, or was lost to a fault. */
const intakeObserver = (registry: Registry): IntakeObserver => {
  const registers = [registry]
  const received = new Counter({
    name: 'daybook_intake_received_total',
    help: 'Items that entered the queue, by transport',
    labelNames: ['transport'],
    registers,
  })
  const items = new Counter({
    name: 'daybook_intake_items_total',
    help: 'Items by transport and what became of them',
    labelNames: ['transport', 'status'],
    registers,
  })
  const conflicts = new Counter({
    name: 'daybook_intake_conflicts_total',
    help: 'Items with other content under a known identity',
    registers,
  })
  const batches = new Histogram({
    name: 'daybook_intake_batch_seconds',
    help: 'From the entry of a batch to its answer, which follows the commit',
    buckets: [0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  return {
    received: (transport, count) => received.inc({ transport }, count),
    settled: (transport, statuses, seconds) => {
      for (const status of statuses) items.inc({ transport, status })
      conflicts.inc(statuses.filter((status) => status === 'conflict').length)
      batches.observe(seconds)
    },
  }
}

/** Read from the data at each scrape: a status row could lie. */
const gauges = (registry: Registry, { eventStore, projector, lag, folder }: Measured): void => {
  const gauge = (name: string, help: string, read: () => Promise<number> | number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read())
      },
    })
  }
  gauge('daybook_log_head_position', 'The last position of the log; -1 when it is empty', async () =>
    Number((await eventStore.head()).position),
  )
  gauge('daybook_intake_queue_items', 'Batches that wait to be appended', () => eventStore.waiting())
  gauge('daybook_sqlite_wal_bytes', 'Size of the write-ahead log of the log', () => walBytes(folder))
  gauge('daybook_projection_lag_seconds', 'Age of the oldest event that is not posted', async () => (await lag()).seconds)
  gauge('daybook_projection_lag_events', 'Events that are not posted', async () => (await lag()).events)
  if (projector === null) return
  gauge('daybook_projection_halted', '1 while the projector is stopped by a problem', () =>
    projector.status().state === 'stopped' ? 1 : 0,
  )
  new Gauge({
    name: 'daybook_projection_position',
    help: 'The last position that is posted, by generation',
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

const walBytes = (folder: string): number => {
  const file = `${logFile(folder)}-wal`
  return existsSync(file) ? statSync(file).size : 0
}

const feedGauges = (registry: Registry, feeds: readonly Feed[]): void => {
  const registers = [registry]
  const told = async (set: (status: FeedStatus) => void): Promise<void> => {
    for (const feed of feeds) set(await feed.status())
  }
  if (feeds.length === 0) return
  new Gauge({
    name: 'daybook_kafka_lag',
    help: 'Records of a partition that the broker has and the book has not',
    labelNames: ['topic', 'partition'],
    registers,
    async collect() {
      this.reset()
      await told(({ topics }) => {
        for (const { topic, partitions } of topics)
          for (const { partition, next, end } of partitions)
            if (next !== null && end !== null) this.set({ topic, partition }, Number(end - next))
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
  const counter = (name: string, help: string, read: (status: FeedStatus) => number): void => {
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
  counter('daybook_kafka_rebalances_total', 'How often members of the group have joined', ({ rebalances }) => rebalances)
  counter('daybook_kafka_copies_lost_total', 'Copies of dead letters that no broker took', ({ copiesLost }) => copiesLost)
  new Gauge({
    name: 'daybook_kafka_connected',
    help: '1 while the brokers answer',
    registers,
    async collect() {
      await told(({ state }) => this.set(state === 'running' ? 1 : 0))
    },
  })
}
