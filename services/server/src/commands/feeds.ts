import type { Command } from 'commander'
import { z } from 'zod'
import { confirmed } from '../ask.ts'
import type { Client } from '../client.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print } from '../invocation.ts'
import { ask } from '../problem.ts'
import { table } from '../terminal.ts'

const Partition = z.looseObject({
  partition: z.number(),
  next: z.string().nullable(),
  end: z.string(),
  lag: z.number().nullable(),
  problem: z.string().nullable(),
})
const Feed = z.looseObject({
  name: z.string(),
  problem: z.string().nullable(),
  members: z.number(),
  topics: z.array(
    z.looseObject({
      topic: z.string(),
      paused: z.looseObject({ by: z.string(), reason: z.string() }).nullable(),
      partitions: z.array(Partition),
    }),
  ),
})
type Feed = z.infer<typeof Feed>
const List = z.looseObject({ items: z.array(Feed) })

/** `daybook feeds list|pause|resume|scale|seek`: where a running server reads orders from, and what to do about it. */
export const registerFeeds = (program: Command, host: Host, open: OpenBook): void => {
  const feeds = program.command('feeds').description('See to the feeds that a running server reads orders from')
  feeds
    .command('list')
    .description('Print how far the feeds are')
    .action(asAction(host, (invocation) => list(invocation, open)))
  feeds
    .command('pause')
    .argument('[feed]', named, kafka)
    .description('Read no more until it is resumed, also after a restart')
    .requiredOption('--reason <text>', 'why')
    .action(
      asAction(host, (invocation) => act(invocation, open, { action: 'pause', own: z.looseObject({ reason: z.string() }) })),
    )
  feeds
    .command('resume')
    .argument('[feed]', named, kafka)
    .description('Read again what was paused, and look again where records were missing')
    .action(asAction(host, (invocation) => act(invocation, open, { action: 'resume', own: z.object({}) })))
  feeds
    .command('scale')
    .argument('[feed]', named, kafka)
    .description('Be so many members of the group')
    .requiredOption('--members <number>', 'how many, from 1 to 8')
    .action(
      asAction(host, (invocation) =>
        act(invocation, open, { action: 'scale', own: z.object({ members: z.coerce.number().int() }) }),
      ),
    )
  feeds
    .command('seek')
    .argument('[feed]', named, kafka)
    .description('Go on at another offset of a partition: what lies between is left out, or read again')
    .requiredOption('--topic <topic>', 'which topic')
    .requiredOption('--partition <number>', 'which partition')
    .requiredOption('--offset <number>', 'the offset to be read next')
    .action(asAction(host, (invocation) => seek(invocation, open)))
}

/** The one feed of this release; its name may be left out. */
const kafka = 'kafka'
const named = 'which feed'

const list = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const answer = await ask(client, List, { path: '/v1/feeds' })
  print(invocation, answer, () => draw(invocation, answer.items))
}

const draw = ({ terminal }: Invocation, feeds: readonly Feed[]): string => {
  if (feeds.length === 0)
    return 'No feed is read: a server reads Kafka where DAYBOOK_KAFKA_BROKERS and DAYBOOK_KAFKA_TOPICS are set.'
  const rows = feeds.flatMap(({ topics, problem }) =>
    topics.flatMap(({ topic, paused, partitions }) => {
      const why = paused === null ? (problem ?? '') : `paused by ${paused.by}: ${paused.reason}`
      if (partitions.length === 0) return [[topic, '–', '–', '–', '–', why]]
      return partitions.map((at) => [topic, at.partition, at.next ?? '–', at.end, at.lag ?? '–', at.problem ?? why].map(String))
    }),
  )
  return table(
    terminal,
    [
      { title: 'topic' },
      { title: 'partition', align: 'right' },
      { title: 'next', align: 'right' },
      { title: 'end', align: 'right' },
      { title: 'behind', align: 'right' },
      { title: 'problem' },
    ],
    rows,
  )
}

const post = (client: Client, at: { feed: string; action: string; body: unknown }): Promise<Feed> =>
  ask(client, Feed, {
    path: `/v1/feeds/${encodeURIComponent(at.feed)}/${at.action}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(at.body),
  })

type Act = { readonly action: string; readonly own: z.ZodType }

const act = async (invocation: Invocation, open: OpenBook, { action, own }: Act): Promise<void> => {
  await using client = await open(invocation, 'steer')
  const feed = await post(client, { feed: invocation.given[0] ?? kafka, action, body: own.parse(invocation.own) })
  print(invocation, feed, () => draw(invocation, [feed]))
}

const Seek = z.object({ topic: z.string(), partition: z.coerce.number().int(), offset: z.string() })

const seek = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const { topic, partition } = Seek.parse(invocation.own)
  await confirmed(invocation, `Leave out or read again what lies between in partition ${partition} of ${topic}?`)
  await act(invocation, open, { action: 'seek', own: Seek })
}
