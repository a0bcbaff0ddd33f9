import { PassThrough } from 'node:stream'
import type { preParsingAsyncHookHandler } from 'fastify'
import { HttpProblem } from './http-problem.ts'

/**
 * Gives a body a time to arrive. The limit of the listener is that of the longest import; bodies that are read whole, and held in
 * memory meanwhile, must be here sooner.
 */
export const bodyWithin =
  (limitMs: number): preParsingAsyncHookHandler =>
  async (_request, _reply, payload) => {
    const body = new PassThrough()
    const late = new HttpProblem('slow-request', { detail: `the body was not here within ${limitMs / 1_000} s` })
    const timer = setTimeout(() => body.destroy(late), limitMs)
    body.once('close', () => clearTimeout(timer))
    payload.once('error', (error) => body.destroy(error))
    return payload.pipe(body)
  }
