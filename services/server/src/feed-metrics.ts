import type { Feed, FeedStatus } from '@daybook/intake'
import { counters, gauges, type Line, type Registry, shared } from './metric-kinds.ts'

/** How far the feeds are, which is read from the data at each scrape. */
export const measureFeeds = (registry: Registry, feeds: readonly Feed[]): void => {
  if (feeds.length === 0) return
  // Each look reads the place of every partition.
  const look = shared(() => Promise.all(feeds.map((feed) => feed.status())))
  const told = (lines: (status: FeedStatus) => readonly Line[]) => async () => (await look()).flatMap(lines)
  const summed = (read: (status: FeedStatus) => number) => async (): Promise<readonly Line[]> => [
    [{}, (await look()).reduce((sum, status) => sum + read(status), 0)],
  ]
  gauges(
    registry,
    {
      name: 'daybook_kafka_lag',
      help: 'Records of a partition that the broker has and the book has not',
      labelNames: ['topic', 'partition'],
    },
    told(({ topics }) =>
      topics.flatMap(({ topic, partitions }) =>
        partitions.flatMap(({ partition, lag }): readonly Line[] => (lag === null ? [] : [[{ topic, partition }, Number(lag)]])),
      ),
    ),
  )
  gauges(
    registry,
    {
      name: 'daybook_kafka_paused',
      help: '1 while a topic is not read, because somebody or the circuit paused it or a record it goes on with is not there',
      labelNames: ['topic'],
    },
    told(({ topics }) =>
      topics.map(({ topic, paused, partitions }): Line => {
        const isPaused = paused !== null || partitions.some(({ problem }) => problem !== null)
        return [{ topic }, isPaused ? 1 : 0]
      }),
    ),
  )
  const count = (name: string, help: string, read: (status: FeedStatus) => number): void =>
    counters(registry, { name, help, labelNames: [] }, summed(read))
  count('daybook_kafka_rebalances_total', 'How often members of the group have joined', ({ rebalances }) => rebalances)
  count('daybook_kafka_copies_lost_total', 'Copies of dead letters that no broker took', ({ copiesLost }) => copiesLost)
  const connected = { name: 'daybook_kafka_connected', help: '1 while the brokers answer', labelNames: [] }
  gauges(registry, connected, async () => [[{}, (await look()).every(({ state }) => state === 'running') ? 1 : 0]])
}
