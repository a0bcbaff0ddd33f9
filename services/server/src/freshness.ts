import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Lag } from './readiness.ts'

type Sources = {
  /** How far the ledgers are. */
  readonly checkpoint: () => Promise<{ readonly position: bigint }>
  readonly lag: () => Promise<Lag>
}

/**
 * For reads that rest on the log and not on the ledgers (imports, quarantine, feeds): they, too, tell how far the ledgers are, and are tagged
 * by what they say (streaming 10).
 */
export const tellFreshness =
  ({ checkpoint, lag }: Sources) =>
  async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    if (!isRead(request, reply)) return payload
    const [{ position }, { seconds }] = await Promise.all([checkpoint(), lag()])
    reply
      .header('cache-control', 'private, no-cache')
      .header('daybook-watermark', position < 0n ? 'none' : `${position}`)
      .header('daybook-lag-ms', `${Math.round(seconds * 1_000)}`)
    if (typeof payload !== 'string') return payload
    const tag = `"${hash('sha256', payload, 'base64url').slice(0, 27)}"`
    reply.header('etag', `W/${tag}`)
    const known = request.headers['if-none-match']?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag) ?? false
    if (!known) return payload
    reply.code(304)
    return null
  }

const isRead = ({ method, url }: FastifyRequest, reply: FastifyReply): boolean =>
  method === 'GET' && url.startsWith('/v1/') && reply.statusCode === 200 && !reply.hasHeader('daybook-watermark')
