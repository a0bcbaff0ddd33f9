import { instantText } from '@daybook/domain'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { bodyOf } from './body-of.ts'
import { documentedBody } from './documented-body.ts'
import type { Feed, FeedStatus } from './feed.ts'
import type { IntakeRoutesOptions } from './http.ts'
import { IntakeFailure, problem } from './problems.ts'

const tags = ['operating']
const Offset = z.string().regex(/^\d{1,19}$/, 'must be an offset')

const PartitionView = z.strictObject({
  partition: z.int(),
  next: z.string().nullable().describe('The offset to be recorded next'),
  end: z.string().describe('The offset that the broker will give next'),
  lag: z.int().nullable().describe('Records of the broker that are not recorded'),
  problem: z.string().nullable().describe('Why nothing more is read of it'),
})

const FeedView = z
  .strictObject({
    name: z.string(),
    state: z.enum(['connecting', 'running']),
    problem: z.string().nullable().describe('What keeps it from reading'),
    members: z.int().describe('Members of the group in this process'),
    rebalances: z.int().describe('How often they have joined'),
    topics: z.array(
      z.strictObject({
        topic: z.string(),
        paused: z.strictObject({ by: z.string(), at: z.string(), reason: z.string() }).nullable(),
        partitions: z.array(PartitionView),
      }),
    ),
  })
  .meta({
    id: 'Feed',
    examples: [
      {
        name: 'kafka',
        state: 'running',
        problem: null,
        members: 1,
        rebalances: 1,
        topics: [
          {
            topic: 'orders',
            paused: null,
            partitions: [{ partition: 0, next: '1204', end: '1204', lag: 0, problem: null }],
          },
        ],
      },
    ],
  })

const FeedPath = z.strictObject({
  feed: z
    .string()
    .max(64)
    .meta({ examples: ['kafka'] }),
})
const Pause = z
  .strictObject({ reason: z.string().trim().min(1, 'must say why').max(1_000) })
  .meta({ examples: [{ reason: 'the sender is being repaired' }] })
const Resume = z.strictObject({}).meta({ examples: [{}] })
const Scale = z.strictObject({ members: z.int().min(1).max(8) }).meta({ examples: [{ members: 2 }] })
const Seek = z
  .strictObject({ topic: z.string().max(249), partition: z.int().min(0), offset: Offset })
  .meta({ examples: [{ topic: 'orders', partition: 0, offset: '1204' }] })

const posting = { tags, params: FeedPath, response: { 200: FeedView } }
const schemas = {
  list: {
    operationId: 'listFeeds',
    tags,
    summary: 'The feeds that orders are read from, and how far they are',
    response: {
      200: z
        .strictObject({ items: z.array(FeedView) })
        .meta({ id: 'FeedList', examples: [{ items: FeedView.meta()?.examples ?? [] }] }),
    },
  },
  pause: { ...posting, operationId: 'pauseFeed', summary: 'Read no more until it is resumed', body: documentedBody(Pause) },
  resume: {
    ...posting,
    operationId: 'resumeFeed',
    summary: 'Read again what was paused, and look again where records were missing',
    body: documentedBody(Resume),
  },
  scale: { ...posting, operationId: 'scaleFeed', summary: 'Be so many members of the group', body: documentedBody(Scale) },
  seek: {
    ...posting,
    operationId: 'seekFeed',
    summary: 'Go on at another offset of a partition: what lies between is left out, or read again',
    body: documentedBody(Seek),
  },
}

/** `/v1/feeds`: where orders are read from, and what an operator does about it. */
export const feedRoutes: FastifyPluginCallbackZod<IntakeRoutesOptions> = (app, { feeds, actor, limits, intake }, done) => {
  const named = (name: string): Feed => {
    const feed = feeds.find((one) => one.name === name)
    if (feed === undefined) throw new IntakeFailure(problem('feed-unknown', `this process reads no feed ${name}`))
    return feed
  }
  const shown = async (feed: Feed) => feedView(await feed.status())
  app.get('/v1/feeds', { schema: schemas.list }, async () => ({ items: await Promise.all(feeds.map(shown)) }))
  app.post('/v1/feeds/:feed/pause', { schema: schemas.pause }, async (request) => {
    const feed = named(request.params.feed)
    const { reason } = await bodyOf(request, Pause, limits)
    await feed.pause({ by: actor.id, at: intake.clock(), reason })
    return shown(feed)
  })
  app.post('/v1/feeds/:feed/resume', { schema: schemas.resume }, async (request) => {
    const feed = named(request.params.feed)
    await bodyOf(request, Resume, limits)
    await feed.resume()
    return shown(feed)
  })
  app.post('/v1/feeds/:feed/scale', { schema: schemas.scale }, async (request) => {
    const feed = named(request.params.feed)
    const { members } = await bodyOf(request, Scale, limits)
    await feed.scale(members)
    return shown(feed)
  })
  app.post('/v1/feeds/:feed/seek', { schema: schemas.seek }, async (request) => {
    const feed = named(request.params.feed)
    const { topic, partition, offset } = await bodyOf(request, Seek, limits)
    await feed.seek({ topic, partition }, BigInt(offset))
    return shown(feed)
  })
  done()
}

const feedView = ({ copiesLost: _, topics, ...status }: FeedStatus): z.infer<typeof FeedView> => ({
  ...status,
  topics: topics.map(({ topic, paused, partitions }) => ({
    topic,
    paused: paused === null ? null : { ...paused, at: instantText(paused.at) },
    partitions: partitions.map(({ partition, next, end, lag, problem: reason }) => ({
      partition,
      next: next === null ? null : String(next),
      end: String(end),
      lag: lag === null ? null : Number(lag),
      problem: reason,
    })),
  })),
})
