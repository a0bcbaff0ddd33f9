import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { HttpProblem } from './http-problem.ts'
import { readingOf } from './kpis.ts'
import type { ProjectionControl } from './projections.ts'
import { rowKnown, StreamQuery, watchedCell } from './stream-cells.ts'
import { framesOf, handedOver, type Moment } from './stream-frames.ts'
import { openMoments, type Progress, polledProgress } from './stream-moments.ts'
import type { TimeResolver } from './times.ts'

/** Bounds of the streams, and who counts them. */
export type StreamOptions = {
  /** Streams that may be open at a time. */
  readonly clientsMax: number
  /** How long a client may read nothing of what is written to it. */
  readonly slowMs?: number
  readonly observer?: { readonly opened: () => void; readonly closed: () => void; readonly cut: () => void }
}

/** What the stream needs. Without `progress` the checkpoint is looked at four times a second while somebody streams. */
export type StreamDependencies = {
  readonly times: TimeResolver
  readonly projections: Pick<ProjectionControl, 'list'>
  readonly progress?: Progress | undefined
  readonly streams?: StreamOptions | undefined
}

const schema = {
  operationId: 'streamChanges',
  tags: ['operating'],
  summary:
    'Server-sent events: `watermark` as the ledgers move, `projection` when their state changes, `cell` when the value of the cell asked for changes. `id` is the position; `Last-Event-ID` resumes',
  querystring: StreamQuery,
  produces: ['text/event-stream'],
  response: {
    200: z.string().meta({
      examples: [
        'event: watermark\nid: 25\ndata: {"position":"25","recordedAt":"2025-03-20T18:00:00Z","head":"25","lagMs":0,"generation":1}\n\n',
      ],
    }),
  },
}

const defaults: StreamOptions = { clientsMax: 100 }
const slowMsDefault = 30_000

/** How long the last words may take when the server stops. */
const lastWordsMs = 1_000

/**
 * `/v1/stream`. Each stream is read by its client and made no faster; one that takes nothing for thirty seconds is cut.
 *
 * Not by @fastify/sse: what it sends to a client that is cut while it is slow never settles, and its heartbeats are written into full
 * buffers, with a timer for each connection.
 */
export const streamRoutes: FastifyPluginCallbackZod<StreamDependencies> = (app, dependencies, done) => {
  const { times: resolver, projections, streams = defaults } = dependencies
  const { clientsMax, slowMs = slowMsDefault, observer } = streams
  const progress = dependencies.progress ?? polledProgress(() => placeOf(resolver))
  const look = async (): Promise<Moment> => ({ times: await resolver.ofLedgers({}), projections: await projections.list() })
  const moments = openMoments({ progress, look })
  const closing = new AbortController()
  let clients = 0
  app.addHook('preClose', (closed) => {
    closing.abort()
    closed()
  })
  app.get('/v1/stream', { schema, exposeHeadRoute: false }, async (request, reply) => {
    const { kpi: name, version, asOf } = request.query
    const cell = watchedCell(request.query)
    const times = await resolver.ofLedgers(request.query)
    if (name !== undefined) readingOf(reply, { name, version, times })
    await cell?.(times) // A cell that cannot be answered is refused before anything is sent.
    const lastEventId = request.headers['last-event-id']
    const known = cell === null ? null : await rowKnown(cell, { resolver, times, lastEventId, isOfToday: asOf === undefined })
    if (clients >= clientsMax) throw tooMany(clientsMax)
    if (reply.raw.destroyed) return reply // The client has left meanwhile.
    const left = leaving(reply, closing.signal)
    const joined = moments.join()
    clients += 1
    observer?.opened()
    left.addEventListener('abort', () => {
      clients -= 1
      joined[Symbol.dispose]()
      observer?.closed()
    })
    const cut = (): void => {
      observer?.cut()
      reply.raw.destroy()
    }
    return sendFrames(reply, handedOver(framesOf({ moments, cell, known, left, closing: closing.signal }), { slowMs, cut }))
  })
  done()
}

/**
 * Unbuffered, also by a proxy in between: at most sixteen kilobytes wait for the connection. Which ends with the stream: kept for
 * another request, it would hold up a server that stops.
 */
const sendFrames = (reply: FastifyReply, frames: AsyncIterable<string>): FastifyReply =>
  reply
    .type('text/event-stream')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .header('connection', 'close')
    .send(Readable.from(frames, { objectMode: false, highWaterMark: 16_384 }))

/** Aborts when the client has gone, or has not taken the last words in time. */
const leaving = ({ raw }: FastifyReply, closing: AbortSignal): AbortSignal => {
  const left = new AbortController()
  const hurry = (): void => void setTimeout(() => raw.destroy(), lastWordsMs).unref()
  closing.addEventListener('abort', hurry)
  raw.once('close', () => {
    closing.removeEventListener('abort', hurry)
    left.abort()
  })
  return left.signal
}

const placeOf = async (resolver: TimeResolver): Promise<string> => {
  const { position, ledgers } = await resolver.now()
  return `${position} ${ledgers.generation}`
}

const tooMany = (clientsMax: number): HttpProblem =>
  new HttpProblem('too-many-streams', { detail: `${clientsMax} streams are open; no more are`, retryAfterSeconds: 5 })
