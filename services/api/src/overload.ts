import underPressure, { TYPE_EVENT_LOOP_DELAY, TYPE_RSS_BYTES } from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './http-problem.ts'
import { isOperating } from './operating-paths.ts'

/** Beyond which the process takes no more requests. */
export type LoadBounds = { readonly loopDelayMs: number; readonly memoryBytes: number }

const sampleMs = 1_000

/**
 * Refuses requests while the process is late or holds too much memory: `overloaded`, to come again in a second. Health and metrics are
 * answered all the same. Looked at once a second; what counts is how late it was on average, not how busy: the writer works in the thread
 * that answers, so that a single import keeps it busy all the time.
 */
export const shedLoad = (app: FastifyInstance, { loopDelayMs, memoryBytes }: LoadBounds): void => {
  app.register(underPressure, {
    exposeStatusRoute: false,
    sampleInterval: sampleMs,
    maxEventLoopDelay: loopDelayMs,
    maxRssBytes: memoryBytes,
    pressureHandler: async (...[request, , type, value]) => {
      if (isOperating(request.routeOptions.url)) return
      // A look that found no sample says infinity: it was late by about the time between two looks.
      if (type === TYPE_EVENT_LOOP_DELAY && value === Number.POSITIVE_INFINITY && loopDelayMs > sampleMs) return
      const detail =
        type === TYPE_RSS_BYTES ? 'the memory of the process is used up' : 'the process is late with what it has begun'
      throw new HttpProblem('overloaded', { detail, retryAfterSeconds: 1 })
    },
  })
}
