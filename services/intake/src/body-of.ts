import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { wholeBody } from './body.ts'
import { mediaTypeOf } from './content-type.ts'
import { decode } from './decoder.ts'
import type { Limits } from './limits.ts'
import { IntakeFailure, pointerTo, problem } from './problems.ts'

/** A small JSON body; none at all is an empty object. */
export const bodyOf = async <Schema extends z.ZodType>(
  request: FastifyRequest,
  schema: Schema,
  limits: Limits,
): Promise<z.output<Schema>> => {
  const body = request.body === undefined || request.body === null ? Buffer.alloc(0) : await jsonBytes(request, limits)
  const decoded = body.length === 0 ? ({ ok: true, value: {}, text: '' } as const) : decode(body, limits)
  if (!decoded.ok) throw new IntakeFailure(decoded.problem)
  const parsed = schema.safeParse(decoded.value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, message }) => ({ pointer: pointerTo(path), detail: message }))
  throw new IntakeFailure(problem('invalid-request', errors.map(({ detail }) => detail).join('; '), { errors }))
}

const jsonBytes = (request: FastifyRequest, limits: Limits): Promise<Buffer> => {
  const { headers } = request
  if (headers['content-type'] !== undefined) mediaTypeOf(headers['content-type'], ['application/json'])
  return wholeBody(request.body as Readable, {
    contentEncoding: headers['content-encoding'],
    contentLength: headers['content-length'],
    limits: { ...limits, bytes: limits.eventBytes, compressedBytes: limits.eventBytes, totalMs: limits.requestMs },
  }) // Sound: the parser of these routes hands on the stream
}
