import { hash, randomUUID } from 'node:crypto'
import { askedFor, type EventMetadata, type Recorded, Source, SourceEventId } from '@daybook/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { bodyWithin } from './body-deadline.ts'
import type { CommandEndpoint } from './command-endpoint.ts'
import { commandEndpoints } from './command-table.ts'
import type { Completed } from './findings.ts'
import { HttpProblem, type OutsideProblem, type Pointed, thrownProblem } from './http-problem.ts'
import { Position } from './read-query.ts'
import { RecordedEvent, shownEvent } from './recorded-event.ts'

/** A decision that somebody takes: the event it asks for, in the form in which it would come from outside. */
export type DecisionRequest = {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly source: Source
  readonly id: SourceEventId
  readonly actor: EventMetadata['actor']
  readonly trace?: { readonly traceparent: string; readonly tracestate?: string }
  /** The revision that the stream must be at; -1 when there must be none yet. */
  readonly ifMatch?: bigint
  /** The same key with the same scope and request is carried out once; with another request it is refused. */
  readonly idempotencyKey?: { readonly key: string; readonly scope: readonly string[]; readonly request: unknown }
}

/** What became of a decision. `replayed`: it is the answer that an earlier request with the same idempotency key had. */
export type DecisionResult = { readonly replayed: boolean } & (
  | {
      readonly status: 'recorded'
      readonly event: Recorded
      /** Of the last event that was recorded because of it. */
      readonly position: bigint
    }
  | { readonly status: 'already-true'; readonly position: bigint }
  | { readonly status: 'refused' | 'invalid' | 'conflict' | 'revision-mismatch'; readonly problem: OutsideProblem }
)

/** Records a decision through its decider, or says why not. Durable when it resolves. */
export type ExecuteDecision = (request: DecisionRequest) => Promise<DecisionResult>

/** What the endpoints of decisions need. */
export type CommandDependencies = {
  /** Null: this process takes no decisions. */
  readonly execute: ExecuteDecision | null
  /** Who decides, while nobody signs in. */
  readonly actor: EventMetadata['actor']
  /** How long a body may take to arrive: 30 s. */
  readonly bodyMs?: number | undefined
  /** Looks up what a decision rests on. */
  readonly completed: Completed
  /** The trace that a request belongs to, where there is one. */
  readonly traceOf?: (request: FastifyRequest) => DecisionRequest['trace'] | undefined
}

const DecisionAnswer = z
  .strictObject({
    position: Position.nullable().describe('Give it as minPosition to read what was written'),
    event: RecordedEvent.nullable().describe('Null: it was so already, and nothing was written'),
  })
  .meta({ id: 'DecisionAnswer', examples: [{ position: '25', event: null }] })

const headers = z.looseObject({
  'idempotency-key': z.string().min(1).max(255).optional().describe('The same key again gives the first answer again'),
  'if-match': z
    .string()
    .regex(/^"?(?:-1|\d{1,18})"?$/, 'must be the revision of a stream')
    .optional()
    .describe('The revision that the stream must be at; -1: there must be none yet'),
})

/** One endpoint for each decision of the table. */
export const commandRoutes: FastifyPluginCallbackZod<CommandDependencies> = (app, dependencies, done) => {
  const { execute, actor, bodyMs = 30_000, completed, traceOf } = dependencies
  app.addHook('preParsing', bodyWithin(bodyMs))
  for (const endpoint of commandEndpoints) {
    const { params, body, operationId, summary } = described(endpoint)
    const response = { 200: DecisionAnswer, 201: DecisionAnswer }
    const schema = { operationId, summary, tags: ['decisions'], headers, params, body, response }
    app.post(endpoint.path, { schema }, async (request, reply) => {
      if (execute === null) throw new HttpProblem('not-offered', { detail: 'this process takes no decisions: its intake is off' })
      const { source = here, ...given } = (request.body ?? {}) as Record<string, unknown> // Sound: the body is an object of the schema
      const data = checked(endpoint.type, await completed(endpoint.type, { ...given, ...(request.params as object) }))
      const trace = traceOf?.(request)
      const result = await execute({
        type: endpoint.type,
        data,
        source: Source.parse(source),
        actor,
        ...identityOf(request, actor.id),
        ...(trace === undefined ? {} : { trace }),
        ...revisionOf(request.headers['if-match']),
      })
      return answer(reply, result)
    })
  }
  done()
}

/** The source of what is decided here. */
const here = 'daybook'

/** The schemas of an endpoint: what stands in the path is taken out of the body, and an order is named by its source as well. */
const described = ({ path, type, operationId, summary, example }: CommandEndpoint) => {
  const { shape } = askedFor[type].data as unknown as z.ZodObject // Sound: a test walks the table
  const inPath = path.split('/').flatMap((segment) => (segment.startsWith(':') ? [segment.slice(1)] : []))
  const picked = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, shape[key] ?? z.string()]))
  const rest = Object.keys(shape).filter((key) => !inPath.includes(key))
  const ofOrder = inPath.includes('orderId') ? { source: Source.describe('Where the order came from') } : {}
  const body = z.strictObject({ ...ofOrder, ...picked(rest) }).meta({ examples: [example] })
  return {
    operationId,
    summary,
    params: z.strictObject(picked(inPath)),
    body: body.safeParse({}).success ? body.nullish() : body,
  }
}

/** The data against the whole schema of its type, with what no single field tells. */
const checked = (type: CommandEndpoint['type'], data: Record<string, unknown>): Record<string, unknown> => {
  const parsed = askedFor[type].data.safeParse(data)
  if (parsed.success) return data
  const errors: Pointed[] = parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message }))
  const detail = errors.map((one) => `${one.pointer}: ${one.detail}`).join('; ')
  throw new HttpProblem('invalid-request', { detail, errors })
}

const revisionOf = (ifMatch: string | undefined): Pick<DecisionRequest, 'ifMatch'> =>
  ifMatch === undefined ? {} : { ifMatch: BigInt(ifMatch.replaceAll('"', '')) }

/** A decision sent again under its key has the same identity: it has no second effect even when the first answer is forgotten. */
const identityOf = (request: FastifyRequest, principal: string): Pick<DecisionRequest, 'id' | 'idempotencyKey'> => {
  // As a string of RFC 9651, or, as most send it, bare: the same key.
  const key = [request.headers['idempotency-key'] ?? []].flat()[0]?.replace(/^"(.+)"$/, '$1')
  if (key === undefined) return { id: SourceEventId.parse(randomUUID()) }
  const scope = [principal, request.method, request.routeOptions.url ?? '']
  const id = SourceEventId.parse(hash('sha256', JSON.stringify([...scope, key]), 'hex').slice(0, 32))
  return { id, idempotencyKey: { key, scope, request: [request.params, request.body ?? null] } }
}

const answer = (reply: FastifyReply, result: DecisionResult): z.infer<typeof DecisionAnswer> => {
  if (result.replayed) reply.header('idempotent-replayed', 'true')
  switch (result.status) {
    case 'recorded': {
      const event = shownEvent(result.event)
      reply.code(201).header('location', event.href).header('etag', `"${event.revision}"`)
      return { position: result.position.toString(), event }
    }
    case 'already-true':
      return { position: result.position < 0n ? null : result.position.toString(), event: null }
    case 'refused':
    case 'invalid':
    case 'conflict':
    case 'revision-mismatch':
      throw thrownProblem(result.problem)
  }
}
