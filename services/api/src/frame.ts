import { STATUS_CODES } from 'node:http'
import { Socket } from 'node:net'
import helmet from '@fastify/helmet'
import { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { drainOnClose } from './draining.ts'
import { HttpProblem, problemBody, problemJson } from './http-problem.ts'
import { closeUnread } from './lingering-close.ts'
import { loopbackRules } from './loopback.ts'
import { documentApi } from './openapi.ts'
import { type LoadBounds, shedLoad } from './overload.ts'
import { offeredPaths } from './paths.ts'
import { answerError, answerProblems } from './problem-replies.ts'
import { type ProblemCode, problems } from './problems.ts'
import { limitRate, type RateBound } from './rate-limit.ts'
import { requestIdOf } from './request-id.ts'
import { oneLineLog } from './request-log.ts'

/** What all routes of the process stand in. */
export type FrameOptions = {
  readonly logger?: FastifyBaseLogger
  /**
   * `loopback`: nobody signs in, so only this machine's own requests are answered. `open`: whoever reaches the port is answered,
   * for containers on a private network.
   */
  readonly access?: 'loopback' | 'open'
  /** The port that `Host` must name until the server listens; from then on it is the port listened on. */
  readonly port?: number
  /** How long a whole request may take to arrive. */
  readonly requestTimeoutMs?: number
  /** How long an answer may wait for its reader to take the next byte. */
  readonly answerIdleMs?: number
  /** Beyond which requests are refused; left out where one program asks itself. */
  readonly load?: LoadBounds
  readonly rate?: RateBound
  /** Reads a body of JSON; throws what answers it. `JSON.parse` alone would take the last of two equal keys. */
  readonly readJson?: (body: Buffer) => unknown
  readonly version: string
}

/**
 * A server without routes: strict headers, request ids, one log line a request, problems for all errors, the loopback rules, and
 * `/openapi.json` and `/docs` of all routes that are registered on it. Not listening.
 */
export const buildFrame = (options: FrameOptions): FastifyInstance => {
  const app = fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    logController: oneLineLog(),
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    maxRequestsPerSocket: 100_000,
    // Of a missing `Host` it is `guard` that tells: Node would answer without a body.
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 30_000, connectionsCheckingInterval: 5_000, requireHostHeader: false },
    routerOptions: { maxParamLength: 256 },
    return503OnClosing: false, // `drainOnClose` answers, with a problem
    bodyLimit: 1024 * 1024,
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id)
      answerError(error, request, reply)
    },
    clientErrorHandler: refuseUnreadable,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeContentTypeParser('text/plain')
  if (options.readJson !== undefined) readBodies(app, options.readJson)
  const paths = offeredPaths()
  app.addHook('onRoute', (route) => {
    paths.add(route.method, route.url)
    // A parameter that nobody reads is a misspelt one, also where none is taken.
    if (route.schema?.operationId !== undefined) route.schema = { querystring: z.strictObject({}), ...route.schema }
  })
  answerProblems(app, paths.methodsAt)
  guard(app, options)
  drainOnClose(app)
  if (options.load !== undefined) shedLoad(app, options.load)
  if (options.rate !== undefined) limitRate(app, options.rate)
  app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: nothingRuns },
    xFrameOptions: { action: 'deny' },
  })
  documentApi(app, options.version)
  return app
}

const readBodies = (app: FastifyInstance, readJson: (body: Buffer) => unknown): void => {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    refuseCoded(request)
    return readJson(body)
  })
}

/** Bodies that are read here come as they are, in UTF-8: bytes that are declared to be something else are not guessed at. */
const refuseCoded = ({ headers }: FastifyRequest): void => {
  if ((headers['content-encoding'] ?? 'identity').trim().toLowerCase() !== 'identity') {
    throw new HttpProblem('unsupported-encoding', { detail: 'the body must come without a content coding' })
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw new HttpProblem('unsupported-media-type', { detail: 'the body must be in UTF-8' })
  }
}

/** Answers are data: what a browser is shown by mistake loads nothing, runs nothing and stands in no frame. Pages say what they need. */
const nothingRuns = { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] }

/** The hooks of every request: its id goes out with the answer, and while nobody signs in it must come from this machine. */
const guard = (app: FastifyInstance, options: FrameOptions): void => {
  const rules = options.access === 'open' ? null : loopbackRules(options.port ?? 80)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    if (request.headers.host === undefined && request.raw.httpVersion !== '1.0') {
      throw new HttpProblem('bad-request', { detail: 'a request of HTTP/1.1 names its host' })
    }
    rules?.check(request)
    done()
  })
  const answerIdleMs = options.answerIdleMs ?? 30_000
  app.addHook('onSend', async (request, reply) => {
    // Until the next request, and cut by Node when nothing moves: who asks and does not read holds what was made for him.
    // A stream of events may have nothing to say for longer, and looks after slow readers itself.
    const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream')
    if (request.socket instanceof Socket && !isStream) request.socket.setTimeout(answerIdleMs)
    closeUnread(request, reply)
  })
  app.addHook('onListen', (done) => {
    const address = app.server.address()
    if (address !== null && typeof address === 'object') rules?.listenOn(address.port)
    done()
  })
}

/** What is not HTTP, or not within its limits, never becomes a request: the answer is written by hand, and the connection closed. */
const refuseUnreadable = (error: Error & { readonly code: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const code = unreadable.get(error.code) ?? 'bad-request'
  const { status, title } = problems[code]
  const body = JSON.stringify(problemBody(code, { detail: title }, requestIdOf(undefined)))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${problemJson}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const unreadable = new Map<string, ProblemCode>([
  ['HPE_HEADER_OVERFLOW', 'headers-too-large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'slow-request'],
])
