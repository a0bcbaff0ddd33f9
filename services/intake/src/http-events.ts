import type { Readable } from 'node:stream'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { plainBatch } from './batch.ts'
import { openReadingRoom, wholeBody } from './body.ts'
import { mediaTypeOf } from './content-type.ts'
import { eventsBody } from './documented-body.ts'
import type { IntakeRoutesOptions } from './http.ts'
import { BatchAnswer, batchAnswer, sendProblem, strictRefused } from './http-answers.ts'
import type { Item } from './item.ts'
import { isArray, itemsOf } from './json-array.ts'
import type { Limits } from './limits.ts'
import { isStrict } from './preferences.ts'
import { prepareBytes } from './prepare.ts'
import { IntakeFailure, intakeProblems, problem } from './problems.ts'
import { queueFull } from './recorder.ts'

const mediaTypes = ['application/cloudevents+json', 'application/json', 'application/cloudevents-batch+json'] as const

const schema = {
  operationId: 'recordEvents',
  tags: ['intake'],
  summary: 'Record one CloudEvent, or an array of them',
  description:
    'Bodies: application/cloudevents+json or application/json (one), application/cloudevents-batch+json (an array). Each item has its own outcome; the answer comes after the commit. Sending the same again is harmless.',
  querystring: z.strictObject({
    backfill: z.enum(['true', 'false']).optional().describe('Take the recorded time from recordedtime'),
  }),
  consumes: [...mediaTypes],
  body: eventsBody,
  response: { 200: BatchAnswer },
}

/** `POST /v1/events`. */
export const eventsRoute: FastifyPluginCallbackZod<IntakeRoutesOptions> = (app, { intake, actor, limits, traceOf }, done) => {
  const room = openReadingRoom(limits)
  app.post('/v1/events', { schema }, async (request, reply) => {
    const { headers } = request
    if (headers['ce-specversion'] !== undefined) throw binaryMode()
    const mediaType = mediaTypeOf(headers['content-type'], mediaTypes)
    if (intake.recorder.isFull()) throw queueFull()
    const body = await wholeBody(request.body as Readable, {
      room,
      contentEncoding: headers['content-encoding'],
      contentLength: headers['content-length'],
      limits: { ...limits, bytes: limits.bodyBytes, compressedBytes: limits.bodyBytes, totalMs: limits.requestMs },
    }) // Sound: the parser of these routes hands on the stream
    intake.failpoint('intake-before-parse')
    const { items, isBatch } = itemsIn(body, mediaType, limits)
    const strict = isStrict(headers.prefer)
    if (strict) reply.header('preference-applied', 'handling=strict')
    const batch = { ...plainBatch(items, actor, { transport: 'http' }), trace: traceOf?.(request) }
    const backfill = request.query.backfill === 'true'
    const alongside = intake.samples.alongside(items)
    const recording = await intake.recorder.record({ ...batch, strict, backfill, keeps: 'samples', alongside }, 'refuse')
    const answer = batchAnswer(recording)
    if (!recording.recorded) throw strictRefused(answer)
    const [single] = recording.outcomes
    const failed = !isBatch && (single?.status === 'rejected' || single?.status === 'conflict') ? single.problem : null
    return failed === null ? answer : sendProblem(reply, { ...failed, ...answer })
  })
  done()
}

const itemsIn = (body: Buffer, mediaType: (typeof mediaTypes)[number], limits: Limits): { items: Item[]; isBatch: boolean } => {
  const isBatch = mediaType === 'application/cloudevents-batch+json' || (mediaType === 'application/json' && isArray(body))
  const read = (bytes: Buffer): Item => prepareBytes(bytes, { line: null, limits })
  if (!isBatch) return { items: [read(body)], isBatch }
  const parts = itemsOf(body)
  if (parts === null) throw notJson()
  if (parts.length > limits.batchItems) {
    throw new IntakeFailure(problem('body-too-large', `a batch has at most ${limits.batchItems} items`, { limit: 'batchItems' }))
  }
  const items = parts.map(read)
  // One item that is no JSON makes the array none.
  if (items.some((item) => !item.readable && item.problem.code === 'not-json')) throw notJson()
  return { items, isBatch }
}

const notJson = (): IntakeFailure =>
  new IntakeFailure(problem('not-json', `${intakeProblems['not-json'].title}: an array was expected`))

const binaryMode = (): IntakeFailure =>
  new IntakeFailure(
    problem('unsupported-media-type', 'CloudEvents are taken in structured mode: attributes and data in one JSON object'),
  )
