import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sendProblem } from './problem-replies.ts'

/** One thing that must hold before the server takes work. */
export type Check = {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** It tells of a source that events are read from: work is taken without it, and `/readyz` says what is wrong with it. */
  readonly isSource?: boolean
}

/** What the server tells of itself. Liveness asks nobody. */
export type OperatingDependencies = {
  readonly version: string
  /** What must hold before work is taken; asked at each `/readyz`. */
  readonly ready: () => Promise<readonly Check[]>
  /** The metrics in the text format of Prometheus. */
  readonly metrics: { readonly contentType: string; readonly metrics: () => Promise<string> }
}

const tags = ['operating']
const Readiness = z
  .strictObject({
    status: z.enum(['ready', 'not-ready']),
    checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Readiness', examples: [{ status: 'ready' }] })
const Version = z
  .strictObject({ name: z.literal('daybook'), version: z.string(), node: z.string() })
  .meta({ id: 'Version', examples: [{ name: 'daybook', version: '1.0.0', node: 'v24.21.0' }] })
const Live = z.strictObject({ status: z.literal('live') }).meta({ id: 'Live', examples: [{ status: 'live' }] })

const schemas = {
  live: { operationId: 'getLiveness', tags, summary: 'The process answers', response: { 200: Live } },
  ready: {
    operationId: 'getReadiness',
    tags,
    summary: 'The process takes work; `?verbose` names each check, and a source that is not read is named always',
    querystring: z.strictObject({ verbose: z.enum(['', 'true', 'false']).optional() }),
    response: { 200: Readiness },
  },
  version: {
    operationId: 'getVersion',
    tags,
    summary: 'The release and its runtime',
    response: { 200: Version },
  },
  metrics: {
    operationId: 'getMetrics',
    tags,
    summary: 'Metrics in the text format of Prometheus',
    produces: ['text/plain'],
    response: { 200: z.string().meta({ examples: ['# TYPE daybook_events_total counter\ndaybook_events_total 1204\n'] }) },
  },
}

/** `/livez`, `/readyz`, `/version` and `/metrics`; and `/`, where a browser looks first, which leads to the page of the interface. */
export const operatingRoutes: FastifyPluginCallbackZod<OperatingDependencies> = (app, dependencies, done) => {
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/docs'))
  app.get('/livez', { schema: schemas.live }, () => ({ status: 'live' }) as const)
  app.get('/readyz', { schema: schemas.ready }, async (request, reply) => {
    const checks = await dependencies.ready()
    const verbose = request.query.verbose === '' || request.query.verbose === 'true'
    const failed = checks.filter(({ ok, isSource }) => !ok && isSource !== true)
    const shown = checks.filter(({ ok }) => verbose || !ok).map(({ name, ok, detail }) => ({ name, ok, detail }))
    if (failed.length === 0) return { status: 'ready' as const, ...(shown.length > 0 ? { checks: shown } : {}) }
    const detail = failed.map((check) => `${check.name}: ${check.detail}`).join('; ')
    return sendProblem(reply, 'not-ready', {
      detail,
      retryAfterSeconds: 1,
      facts: { checks: checks.map(({ name, ok, detail }) => ({ name, ok, detail })) },
    })
  })
  app.get('/version', { schema: schemas.version }, () => ({
    name: 'daybook' as const,
    version: dependencies.version,
    node: process.version,
  }))
  app.get('/metrics', { schema: schemas.metrics }, async (_request, reply) =>
    reply.type(dependencies.metrics.contentType).send(await dependencies.metrics.metrics()),
  )
  done()
}
