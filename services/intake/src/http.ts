import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Feed } from './feed.ts'
import type { HeldItem } from './held.ts'
import { sendProblem } from './http-answers.ts'
import { eventsRoute } from './http-events.ts'
import { feedRoutes } from './http-feeds.ts'
import { importRoutes } from './http-imports.ts'
import { quarantineRoutes } from './http-quarantine.ts'
import type { Intake } from './intake.ts'
import type { Limits } from './limits.ts'
import { IntakeFailure } from './problems.ts'
import type { TraceContext } from './tracing.ts'

/** What the routes of the intake need. */
export type IntakeRoutesOptions = {
  readonly intake: Intake
  /** What is read from outside. */
  readonly feeds: readonly Feed[]
  /** Who sends, while nobody signs in. */
  readonly actor: HeldItem['actor']
  /** Those of the intake; for a program that serves its own user alone, those without bounds on a file. */
  readonly limits: Limits
  /** Aborts when the program is asked to end: imports stop after the chunk at work and can be resumed. */
  readonly stopping: AbortSignal
  /** The trace that a request belongs to, where there is one. */
  readonly traceOf?: (request: FastifyRequest) => TraceContext | undefined
}

/**
 * `POST /v1/events`, `POST /v1/imports` with the progress of imports, `/v1/quarantine` and `/v1/feeds`. Bodies are streams with limits and
 * content types of their own: the parsers of the instance are not used.
 *
 * Refusals are answered here as problems; other errors are left to the instance.
 */
export const intakeRoutes: FastifyPluginCallback<IntakeRoutesOptions> = (app, options, done) => {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  handOnStreams(app)
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof IntakeFailure)) throw error
    return sendProblem(reply, error.problem, error.retryAfterSeconds)
  })
  app.register(eventsRoute, options)
  app.register(importRoutes, options)
  app.register(quarantineRoutes, options)
  app.register(feedRoutes, options)
  done()
}

const handOnStreams = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, parsed) => parsed(null, body))
}
