import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { HttpProblem } from './http-problem.ts'
import { isOperating } from './operating-paths.ts'

/** How many requests one address may make in a minute. */
export type RateBound = {
  readonly requests: number
  /** Whether those of this machine are counted too. */
  readonly local: boolean
}

const windowSeconds = 60

/**
 * Counts the requests of each address, and refuses those beyond the bound until the minute is over. The count is that of this process.
 * How things stand is told as draft-ietf-httpapi-ratelimit-headers-10 has it; health and metrics are not counted.
 */
export const limitRate = (app: FastifyInstance, bound: RateBound): void => {
  // Never by a forwarded address: whoever sends it chooses it.
  app.register(rateLimit, { global: false, max: bound.requests, timeWindow: windowSeconds * 1_000 })
  app.after(() => {
    const count = app.createRateLimit()
    app.addHook('onRequest', async (request, reply) => {
      if (isOperating(request.routeOptions.url) || (!bound.local && isLocal(request.ip))) return
      const counted = await count(request)
      if (counted.isAllowed) return
      const standing = { quota: counted.max, remaining: counted.remaining, resetSeconds: counted.ttlInSeconds }
      tellStanding(reply, standing)
      if (!counted.isExceeded) return
      const detail = `more than ${standing.quota} requests in ${windowSeconds} s; come again in ${standing.resetSeconds} s`
      throw new HttpProblem('too-many-requests', { detail, retryAfterSeconds: Math.max(standing.resetSeconds, 1) })
    })
  })
}

type Standing = { readonly quota: number; readonly remaining: number; readonly resetSeconds: number }

/** The two structured fields of the draft: a list of one policy, and what is left of it. */
const tellStanding = (reply: FastifyReply, { quota, remaining, resetSeconds }: Standing): void => {
  reply.header('ratelimit-policy', `"address";q=${quota};w=${windowSeconds}`)
  reply.header('ratelimit', `"address";r=${remaining};t=${resetSeconds}`)
}

const isLocal = (address: string): boolean => address === '::1' || /^(?:::ffff:)?127\./.test(address)
