import underPressure, { TYPE_EVENT_LOOP_UTILIZATION, TYPE_RSS_BYTES } from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './http-problem.ts'
import { isOperating } from './operating-paths.ts'

/** Beyond which the process takes no more requests. */
export type LoadBounds = { readonly loopDelayMs: number; readonly memoryBytes: number }

const utilisationMax = 0.95

/**
 * How late a process that never rests must be to be overloaded, as a part of the bound. The writer works in the thread that answers, so
 * that an import alone keeps it busy all the time: that is work, not overload, as long as others get their turn.
 */
const busyPart = 0.4

/**
 * Refuses requests while the process is late, busy and late, or holds too much memory: `overloaded`, to come again in a second. Health
 * and metrics are answered all the same. Looked at once a second.
 */
export const shedLoad = (app: FastifyInstance, { loopDelayMs, memoryBytes }: LoadBounds): void => {
  app.register(underPressure, {
    exposeStatusRoute: false,
    sampleInterval: 1_000,
    maxEventLoopDelay: loopDelayMs,
    maxRssBytes: memoryBytes,
    maxEventLoopUtilization: utilisationMax,
    eventLoopUtilizationMode: 'interval',
    pressureHandler: async (request, _reply, type) => {
      if (isOperating(request.routeOptions.url)) return
      if (type === TYPE_EVENT_LOOP_UTILIZATION && app.memoryUsage().eventLoopDelay < loopDelayMs * busyPart) return
      const detail =
        type === TYPE_RSS_BYTES ? 'the memory of the process is used up' : 'the process is late with what it has begun'
      throw new HttpProblem('overloaded', { detail, retryAfterSeconds: 1 })
    },
  })
}
