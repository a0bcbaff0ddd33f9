import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { bodyOf } from './body-of.ts'
import { cursorOf, keyOfCursor } from './cursor.ts'
import { documentedBody } from './documented-body.ts'
import { HeldView, heldView } from './held-view.ts'
import type { IntakeRoutesOptions } from './http.ts'
import { BatchAnswer, batchAnswer } from './http-answers.ts'
import { MinPosition, reached } from './min-position.ts'
import { IntakeFailure, problem } from './problems.ts'
import { Sample } from './samples.ts'

const tags = ['intake']
const name = z.string().min(1).max(256)
const heldPath = z.strictObject({ heldId: name })

const Release = z
  .strictObject({ reason: z.string().max(1_000).exactOptional() })
  .meta({ examples: [{ reason: 'the account was won back' }] })
const ReleaseMany = z
  .strictObject({
    accountId: name.exactOptional(),
    code: name.exactOptional(),
    source: name.exactOptional(),
    topic: name.exactOptional(),
    reason: z.string().max(1_000).exactOptional(),
  })
  .refine(
    ({ accountId, code, source, topic }) => [accountId, code, source, topic].some((given) => given !== undefined),
    'give accountId, code, source or topic',
  )
  .meta({ examples: [{ accountId: 'A1', reason: 'registered now' }] })
const Discard = z
  .strictObject({ reason: z.string().trim().min(1, 'must say why').max(1_000) })
  .meta({ examples: [{ reason: 'a test order' }] })

const schemas = {
  list: {
    operationId: 'listHeldItems',
    tags,
    summary: 'What was put aside, in the order it came',
    querystring: z.strictObject({
      state: z.enum(['held', 'released', 'discarded', 'superseded']).default('held'),
      kind: z.enum(['quarantine', 'dead-letter']).exactOptional(),
      code: name.exactOptional(),
      source: name.exactOptional(),
      type: name.exactOptional(),
      accountId: name.exactOptional(),
      importId: name.exactOptional(),
      topic: name.exactOptional(),
      minPosition: MinPosition,
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      cursor: z.string().optional(),
    }),
    response: {
      200: z
        .strictObject({ items: z.array(HeldView), nextCursor: z.string().exactOptional() })
        .meta({ id: 'HeldItemList', examples: [{ items: HeldView.meta()?.examples ?? [] }] }),
    },
  },
  show: {
    operationId: 'getHeldItem',
    tags,
    summary: 'One item, with the bytes it came in',
    params: heldPath,
    querystring: z.strictObject({ minPosition: MinPosition }),
    response: { 200: HeldView },
  },
  release: {
    operationId: 'releaseHeldItem',
    tags,
    summary: 'Send an item through the intake again',
    params: heldPath,
    body: documentedBody(Release),
    response: { 200: BatchAnswer },
  },
  releaseMany: {
    operationId: 'releaseHeldItems',
    tags,
    summary: 'Send all items of an account, or with a code, through the intake again: at most 1,000 at a time',
    body: documentedBody(ReleaseMany),
    response: { 200: BatchAnswer },
  },
  discard: {
    operationId: 'discardHeldItem',
    tags,
    summary: 'Put an item away for good',
    params: heldPath,
    body: documentedBody(Discard),
    response: { 200: HeldView },
  },
  samples: {
    operationId: 'listRejectedSamples',
    tags,
    summary: 'The last events of a source that were answered `rejected`; their sender still has them',
    querystring: z.strictObject({ source: z.string().max(256).default(''), minPosition: MinPosition }),
    response: {
      200: z
        .strictObject({
          items: z.array(Sample),
        })
        .meta({
          id: 'RejectedSamples',
          examples: [
            {
              items: [
                { at: 1_743_508_800_000, code: 'not-json', detail: 'the text is not JSON', id: null, type: null, raw: '{' },
              ],
            },
          ],
        }),
    },
  },
}

/** `/v1/quarantine`: what could not be recorded, and what is decided about it. */
export const quarantineRoutes: FastifyPluginCallbackZod<IntakeRoutesOptions> = (app, { intake, actor, limits }, done) => {
  const { quarantine, store } = intake
  app.get('/v1/quarantine', { schema: schemas.list }, async (request) => {
    const { limit, cursor, minPosition, ...filter } = request.query
    await reached(store, minPosition)
    const { items, nextCursor } = await quarantine.list(filter, { ...keyOfCursor(cursor), limit })
    return { items: items.map(heldView), ...cursorOf(nextCursor) }
  })
  app.get('/v1/quarantine/rejected-samples', { schema: schemas.samples }, async (request) => {
    await reached(store, request.query.minPosition)
    return { items: [...(await intake.samples.list(request.query.source))] }
  })
  app.get('/v1/quarantine/:heldId', { schema: schemas.show }, async (request) => {
    await reached(store, request.query.minPosition)
    const held = await quarantine.find(request.params.heldId)
    if (held === null) throw new IntakeFailure(problem('held-unknown', 'there is no held item of this id'))
    return heldView(held)
  })
  app.post('/v1/quarantine/release', { schema: schemas.releaseMany }, async (request) => {
    const { reason, ...filter } = await bodyOf(request, ReleaseMany, limits)
    return batchAnswer(await quarantine.releaseMany(filter, { by: actor, ...(reason === undefined ? {} : { reason }) }))
  })
  app.post('/v1/quarantine/:heldId/release', { schema: schemas.release }, async (request) => {
    const { reason } = await bodyOf(request, Release, limits)
    return batchAnswer(
      await quarantine.release(request.params.heldId, { by: actor, ...(reason === undefined ? {} : { reason }) }),
    )
  })
  app.post('/v1/quarantine/:heldId/discard', { schema: schemas.discard }, async (request) => {
    const { reason } = await bodyOf(request, Discard, limits)
    return heldView(await quarantine.discard(request.params.heldId, { by: actor, reason }))
  })
  done()
}
