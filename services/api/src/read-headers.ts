import { hash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Times } from './times.ts'

/** Sends the two times of an answer, how far the ledgers are, and that it is to be asked again. */
export const sendTimes = (reply: FastifyReply, times: Times): void => {
  const { position, recordedAt } = times.knownAt
  reply.headers({
    'cache-control': 'private, no-cache',
    'daybook-as-of': times.asOf,
    'daybook-known-at': position === null ? 'none' : `${position} ${recordedAt}`,
    'daybook-watermark': times.watermark?.toString() ?? 'none',
    'daybook-lag-ms': times.lagMs.toString(),
  })
}

/** What an answer depends on besides the times: the address as asked, and the versions of the KPIs in it. */
export type Answered = { readonly url: string; readonly versions: string }

/**
 * Sends the strong ETag of an answer and tells whether the caller already has it. The same address at the same two times, of the same
 * versions in the same generation, is the same answer: nothing needs to be read to know.
 */
export const isUnchanged = (reply: FastifyReply, times: Times, { url, versions }: Answered): boolean => {
  const parts = `${url}\n${times.asOf}\n${times.position}\n${times.ledgers.generation}\n${versions}`
  const etag = `"${hash('sha256', parts, 'base64url').slice(0, 27)}"`
  reply.header('etag', etag)
  const known = reply.request.headers['if-none-match']
  return known?.split(',').some((one) => one.trim() === etag) ?? false
}
