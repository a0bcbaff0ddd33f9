import { EventId, eventNames, type Recorded, StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Cursor, cursorText, type Listing, readCursor } from './cursor.ts'
import { type EventFilter, type EventRange, rangeAfter, readPage } from './event-pages.ts'
import { HttpProblem } from './http-problem.ts'
import { notModified } from './problem-schema.ts'
import { sendTagged, tagged } from './read-answers.ts'
import { Position, paging, repeated, times } from './read-query.ts'
import { exampleEvent, RecordedEvent, shownEvent } from './recorded-event.ts'
import type { TimeResolver, Times } from './times.ts'

/** What the routes of the log need. */
export type EventDependencies = {
  readonly times: TimeResolver
  readonly eventStore: Pick<EventStore, 'readAll' | 'readStream' | 'event' | 'waitBeyond'>
}

const tags = ['events']
const ListQuery = z.strictObject({
  knownAt: times.knownAt,
  minPosition: times.minPosition,
  ...paging,
  type: repeated(z.enum(eventNames)).optional().describe('Only events of these types'),
  source: z.string().max(256).optional().describe('Only events that came from this source'),
  stream: StreamName.optional().describe('Only the events of this stream'),
  after: Position.optional().describe('Only events after this position'),
  order: z.enum(['asc', 'desc']).default('asc').describe('By position'),
  wait: z.coerce
    .number()
    .min(0)
    .max(20)
    .optional()
    .describe('Seconds to wait for an event after `after`, when there is none yet'),
})
type ListQuery = z.infer<typeof ListQuery>

const EventList = z.strictObject({ items: z.array(RecordedEvent), nextCursor: z.string().optional() }).meta({
  id: 'EventList',
  examples: [{ items: [exampleEvent], nextCursor: 'WyIyNSIsIjIwMjUtMDQtMDEiLFsiMTciXV0.q1Vk0uTn3nG0mYxZ' }],
})

/** The id of an event in an address. What cannot be one names no event. */
export const EventPath = z.strictObject({
  eventId: z
    .string()
    .max(256)
    .meta({ examples: ['fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4'] }),
})

/** `/v1/events` and `/v1/events/:eventId`: what was recorded. */
export const eventRoutes: FastifyPluginCallbackZod<EventDependencies> = (app, dependencies, done) => {
  const list = { operationId: 'listEvents', tags, summary: 'Recorded events, by position', querystring: ListQuery }
  app.get('/v1/events', { schema: { ...list, response: { 200: EventList, ...notModified } } }, async (request, reply) => {
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    const { answer, at } = await listed(request.query, dependencies, left.signal)
    return sendTagged(reply, { times: at, versions: 'events' }, async () => answer)
  })
  const one = {
    operationId: 'getEvent',
    tags,
    summary: 'One event as it was recorded',
    params: EventPath,
    querystring: z.strictObject({ minPosition: times.minPosition }),
  }
  app.get(
    '/v1/events/:eventId',
    { schema: { ...one, response: { 200: RecordedEvent, ...notModified } } },
    async (request, reply) => {
      const at = await dependencies.times.ofLog(request.query)
      const event = await existing(dependencies, request.params.eventId)
      const isKnown = tagged(reply, { times: at, versions: event.payloadHash, isLasting: true })
      reply.header('cache-control', 'private, max-age=86400')
      return isKnown ? reply.code(304).send(null) : shownEvent(event)
    },
  )
  done()
}

/** The event with this id; refused when none is recorded. */
export const existing = async ({ eventStore }: EventDependencies, eventId: string): Promise<Recorded> => {
  const id = EventId.safeParse(eventId)
  const event = id.success ? await eventStore.event(id.data) : null
  if (event === null) throw new HttpProblem('unknown-event', { detail: `no event ${eventId} is recorded` })
  return event
}

type Listed = { readonly answer: z.infer<typeof EventList>; readonly at: Times }

const listed = async (query: ListQuery, dependencies: EventDependencies, left: AbortSignal): Promise<Listed> => {
  const { cursor: text, limit, wait, minPosition: _, ...selectors } = query
  const listing: Listing = { route: 'events', selectors }
  const cursor = text === undefined ? null : readCursor(listing, text)
  const at = await (cursor === null ? dependencies.times.ofLog(query) : dependencies.times.ofNextLogPage(cursor))
  const range = rangeOf(query, at, cursor)
  const page = await readPage(dependencies.eventStore, filterOf(query), { range, limit })
  if (page.events.length === 0 && wait !== undefined && cursor === null && query.knownAt === undefined) {
    const { wait: __, ...rest } = query
    await dependencies.eventStore.waitBeyond(at.position ?? -1n, AbortSignal.any([left, AbortSignal.timeout(wait * 1_000)]))
    return listed(rest, dependencies, left)
  }
  const next = page.leftAt === null ? null : { position: at.position ?? -1n, asOf: at.asOf, after: [page.leftAt.toString()] }
  const items = page.events.map(shownEvent)
  return { answer: next === null ? { items } : { items, nextCursor: cursorText(listing, next) }, at }
}

const filterOf = ({ type, source, stream }: ListQuery): EventFilter => ({
  types: type === undefined ? null : new Set<string>(type),
  source: source ?? null,
  stream: stream ?? null,
})

const rangeOf = ({ after, order }: ListQuery, { position }: Times, cursor: Cursor | null): EventRange => {
  const range = { from: after === undefined ? 0n : BigInt(after) + 1n, to: position ?? -1n, order }
  return cursor === null ? range : rangeAfter(range, BigInt(cursor.after[0] ?? 0))
}
