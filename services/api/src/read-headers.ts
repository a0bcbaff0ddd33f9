import type { FastifyReply } from 'fastify'
import type { Times } from './times.ts'

/** Sends the two times of an answer, how far the ledgers are, and that it is to be asked again. */
export const sendTimes = (reply: FastifyReply, times: Times): void => {
  const { position, recordedAt } = times.knownAt
  reply
    .header('cache-control', 'private, no-cache')
    .header('vary', 'Accept')
    .header('daybook-as-of', times.asOf)
    .header('daybook-known-at', position === null ? 'none' : `${position} ${recordedAt}`)
    .header('daybook-watermark', times.watermark === null ? 'none' : `${times.watermark}`)
    .header('daybook-lag-ms', `${times.lagMs}`)
}
