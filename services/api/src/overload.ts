import underPressure, { TYPE_RSS_BYTES } from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './http-problem.ts'
import { isOperating } from './operating-paths.ts'

/** Beyond which the process takes no more requests. */
export type LoadBounds = { readonly loopDelayMs: number; readonly memoryBytes: number }

/**
 * Refuses requests while the process is late or holds too much memory: `overloaded`, to come again in a second. Health and metrics are
 * answered all the same. Looked at once a second; what counts is how late it was on average, not how busy: the writer works in the thread
 * that answers, so that a single import keeps it busy all the time.
 */
export const shedLoad = (app: FastifyInstance, { loopDelayMs, memoryBytes }: LoadBounds): void => {
  app.register(underPressure, {
    exposeStatusRoute: false,
    sampleInterval: 1_000,
    maxEventLoopDelay: loopDelayMs,
    maxRssBytes: memoryBytes,
    pressureHandler: async (request, _reply, type) => {
      if (isOperating(request.routeOptions.url)) return
      const detail =
        type === TYPE_RSS_BYTES ? 'the memory of the process is used up' : 'the process is late with what it has begun'
      throw new HttpProblem('overloaded', { detail, retryAfterSeconds: 1 })
    },
  })
}
