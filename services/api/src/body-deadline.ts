import { PassThrough } from 'node:stream'
import type { FastifyRequest, preParsingAsyncHookHandler } from 'fastify'
import { HttpProblem } from './http-problem.ts'

/**
 * Gives a body a time to arrive. The limit of the listener is that of the longest import; bodies that are read whole, and held in
 * memory meanwhile, must be here sooner.
 */
export const bodyWithin =
  (limitMs: number): preParsingAsyncHookHandler =>
  async (request, _reply, payload) => {
    if (!hasBody(request)) return payload
    const body = new PassThrough()
    const late = new HttpProblem('slow-request', { detail: `the body was not here within ${limitMs / 1_000} s` })
    const timer = setTimeout(() => body.destroy(late), limitMs)
    timer.unref()
    body.once('close', () => clearTimeout(timer))
    // A request that is answered before its body was read leaves a stream that nobody listens to; its error would end the process.
    body.on('error', () => undefined)
    payload.once('error', (error) => body.destroy(error))
    return payload.pipe(body)
  }

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
