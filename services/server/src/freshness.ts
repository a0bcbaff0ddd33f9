import { hasIt, tagFor } from '@daybook/api'
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { Lag } from './readiness.ts'

type Sources = {
  /** How far the ledgers are. */
  readonly checkpoint: () => Promise<{ readonly position: bigint }>
  readonly lag: () => Promise<Lag>
}

/**
 * Routes whose reads rest on the log and not on the ledgers (imports, quarantine, feeds): they, too, tell how far the ledgers are, and are
 * tagged by what they say (streaming 10).
 */
export const withFreshness =
  (sources: Sources, routes: (app: FastifyInstance) => void): FastifyPluginCallback =>
  (app, _options, done) => {
    app.addHook('onSend', tellFreshness(sources))
    routes(app)
    done()
  }

const tellFreshness =
  ({ checkpoint, lag }: Sources) =>
  async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    if (request.method !== 'GET' || reply.statusCode !== 200) return payload
    const [{ position }, { seconds }] = await Promise.all([checkpoint(), lag()])
    reply
      .header('cache-control', 'private, no-cache')
      .header('daybook-watermark', position < 0n ? 'none' : `${position}`)
      .header('daybook-lag-ms', `${Math.round(seconds * 1_000)}`)
    if (typeof payload !== 'string') return payload
    const tag = tagFor(payload)
    reply.header('etag', `W/${tag}`)
    if (!hasIt(request, tag)) return payload
    reply.code(304)
    return null
  }
