import { nearestName, nearestOr } from '@daybook/domain'
import { EventStoreFault } from '@daybook/event-store'
import { areLedgersAway, isLedgerDamage } from '@daybook/read-model'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  HttpProblem,
  type OutsideProblem,
  type Particulars,
  type Pointed,
  problemBody,
  problemJson,
  thrownProblem,
} from './http-problem.ts'
import { type ProblemCode, problems } from './problems.ts'

/** Answers a problem of the table. */
export const sendProblem = (reply: FastifyReply, code: ProblemCode, particulars: Particulars): FastifyReply => {
  if (particulars.retryAfterSeconds !== undefined) reply.header('retry-after', particulars.retryAfterSeconds)
  const { status } = problems[code]
  reply.removeHeader('etag')
  if (status === 408 || status === 413) reply.header('connection', 'close')
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type(problemJson)
    .serializer(JSON.stringify)
    .send(problemBody(code, particulars, reply.request.id))
}

/** Makes every error of the instance a problem, and every address that nothing stands at. */
export const answerProblems = (app: FastifyInstance, methodsAt: (path: string) => readonly string[]): void => {
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = methodsAt(path)
    if (methods.length === 0) {
      const described = methodsAt('/docs').length > 0 ? '; /docs describes what there is' : ''
      return sendProblem(reply, 'not-found', { detail: `there is nothing at ${path.slice(0, 200)}${described}` })
    }
    reply.header('allow', methods.join(', '))
    return sendProblem(reply, 'method-not-allowed', { detail: `${request.method} is not offered here: ${methods.join(', ')}` })
  })
}

/** Answers an error that a route, or the framework before it, has thrown. */
export const answerError = (thrown: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const error = isOutside(thrown) ? thrownProblem(thrown.problem, thrown.retryAfterSeconds) : thrown
  const { code, particulars } = problemOf(error as FastifyError, request) // Sound: an error without Fastify's members is a fault
  if (problems[code].status === 503 && error instanceof HttpProblem) request.log.warn({ code }, particulars.detail)
  else if (problems[code].status >= 500) request.log.error({ err: error }, particulars.detail)
  return sendProblem(reply, code, particulars)
}

type OutsideFailure = Error & { readonly problem: OutsideProblem; readonly retryAfterSeconds: number | null }

/** What the intake throws carries its problem with it. */
const isOutside = (error: Error): error is FastifyError & OutsideFailure => 'problem' in error && 'retryAfterSeconds' in error

type Told = { readonly code: ProblemCode; readonly particulars: Particulars }

const told = (code: ProblemCode, detail: string): Told => ({ code, particulars: { detail } })

const problemOf = (error: FastifyError, request: FastifyRequest): Told => {
  if (error instanceof HttpProblem) return { code: error.code as ProblemCode, particulars: error.particulars }
  if (error.validation !== undefined) return invalid(error, request)
  if (error instanceof EventStoreFault) return ofStorage(error)
  if (isLedgerDamage(error))
    return told('ledgers-damaged', 'the ledgers cannot be read; the log has the reason under the request id')
  if (areLedgersAway(error)) return away
  const known = byFastifyCode.get(error.code)
  if (known !== undefined) return told(known, error.message)
  return byStatus(error)
}

/** A moment later it may be back. */
const away: Told = {
  code: 'server-away',
  particulars: { detail: 'a server that the book needs does not answer; /readyz says which', retryAfterSeconds: 1 },
}

/** A full disk is the operator's to clear; a process whose disk failed is started again. */
const ofStorage = ({ code }: EventStoreFault): Told => {
  if (code === 'unavailable') return away
  if (code === 'outcome-unknown') {
    const detail = 'it is on its way to the log, or was lost on it: send it again as it is'
    return { code, particulars: { detail, retryAfterSeconds: 1 } }
  }
  if (code === 'disk-full') {
    return { code, particulars: { detail: 'the disk of the event log is full; nothing was recorded', retryAfterSeconds: 10 } }
  }
  const detail = 'the storage failed; the log has the reason under the request id'
  return { code: 'storage-failed', particulars: { detail, retryAfterSeconds: code === 'busy' ? 1 : 10 } }
}

// https://fastify.dev/docs/latest/Reference/Errors/
const byFastifyCode = new Map<string, ProblemCode>([
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported-media-type'],
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'body-too-large'],
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'not-json'],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', 'not-json'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'length-mismatch'],
  ['FST_ERR_BAD_URL', 'bad-url'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'not-found'],
])

const byStatus = (error: FastifyError): Told => {
  const status = error.statusCode ?? 500
  if (error instanceof SyntaxError && status === 400) return told('not-json', 'the body is not JSON')
  if (status >= 400 && status < 500) return told('bad-request', error.message)
  return told('internal-error', 'the program failed; the log has the reason under the request id')
}

const invalid = (error: FastifyError, request: FastifyRequest): Told => {
  const errors = (error.validation ?? []).flatMap((issue) => pointed(issue, error.validationContext, request)).slice(0, errorsMax)
  const detail = errors.map((one) => `${one.parameter ?? one.pointer}: ${one.detail}`).join('; ')
  return { code: 'invalid-request', particulars: { detail: shortened(detail), errors } }
}

const errorsMax = 100
const detailMax = 500
const shortened = (text: string): string => (text.length > detailMax ? `${text.slice(0, detailMax - 1)}…` : text)

type Issue = NonNullable<FastifyError['validation']>[number]

/** One issue as entries of `errors`. Names that a strict schema does not know come as one issue, and get an entry each. */
const pointed = (issue: Issue, context: string | undefined, request: FastifyRequest): readonly Pointed[] => {
  const detail = issue.message ?? 'is not valid'
  const path = issue.instancePath === '/' ? '' : issue.instancePath
  const unknown = issue.keyword === 'unrecognized_keys' ? (issue.params.keys as readonly string[]) : null // Sound: zod's issue
  const names = namesOf(context === 'body' ? request.routeOptions.schema?.body : request.routeOptions.schema?.querystring)
  if (context === 'body') {
    return unknown?.map((key) => unknownMember(path, key, path === '' ? names : [])) ?? [{ pointer: path, detail }]
  }
  if (unknown === null) return [{ parameter: path.split('/')[1] ?? '', detail }]
  return unknown.map((key) => unknownParameter(key, names))
}

const unknownMember = (path: string, key: string, names: readonly string[]): Pointed => {
  const nearest = nearestName(key, names)
  return {
    pointer: `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    detail: `is not a member of this object${nearest === null ? '' : `; did you mean ${nearest}?`}`,
  }
}

/** Says that a query parameter is not known, and which one may have been meant. */
export const unknownParameter = (name: string, names: readonly string[]): Pointed => {
  const known = names.length === 0 ? 'none is taken here' : `known are ${names.join(', ')}`
  return { parameter: name, detail: `is not a parameter; ${nearestOr(name, names, known)}` }
}

/** The names that a schema of a route knows, also of a body that may be left out. */
const namesOf = (schema: unknown): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return []
  if ('shape' in schema) return Object.keys(schema.shape as object) // Sound: a zod object's shape
  return 'unwrap' in schema && typeof schema.unwrap === 'function' ? namesOf(schema.unwrap()) : []
}
