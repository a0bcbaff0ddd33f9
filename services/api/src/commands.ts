import { hash } from 'node:crypto'
import { type EventId, type EventMetadata, type EventName, outside, Source } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import canonicalize from 'canonicalize'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type CommandEndpoint, commandEndpoints } from './command-table.ts'
import { HttpProblem, type Pointed } from './http-problem.ts'
import { isProblemCode } from './problems.ts'
import { Position } from './read-query.ts'
import { eventHref, RecordedEvent, shownEvent } from './recorded-event.ts'

/** A decision to be recorded through its decider. */
export type CommandRequest = {
  readonly type: EventName
  /** In the form in which it would come from outside; checked against that schema already. */
  readonly data: Readonly<Record<string, unknown>>
  /** Where the order stands that it is about; null: a decision made here. */
  readonly source: Source | null
  readonly actor: EventMetadata['actor']
  /** The revision that the stream must be at; -1 when it must be new. Null: any. */
  readonly expectedRevision: bigint | null
  readonly idempotency: Idempotency | null
  readonly traceparent: string | null
}

/** `scope`: the caller and the route. The same key there with another fingerprint is a mistake. */
export type Idempotency = { readonly scope: string; readonly key: string; readonly fingerprint: string }

/** What became of a decision. `replayed`: it is the answer of an earlier request with the same idempotency key. */
export type CommandOutcome =
  | { readonly status: 'recorded'; readonly eventId: EventId; readonly position: bigint | null; readonly replayed: boolean }
  | { readonly status: 'already-true'; readonly position: bigint | null; readonly replayed: boolean }
  | { readonly status: 'refused'; readonly refusal: CommandRefusal }

/** A code of the table of problems, and what explains it. */
export type CommandRefusal = {
  readonly code: string
  readonly detail: string
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Records a decision, or says why not. Resolves when it is durable. */
export type ExecuteCommand = (request: CommandRequest) => Promise<CommandOutcome>

/** What the endpoints of decisions need. */
export type CommandDependencies = {
  /** Null: this process takes no decisions. */
  readonly execute: ExecuteCommand | null
  readonly eventStore: Pick<EventStore, 'event'>
  /** Who decides, while nobody signs in. */
  readonly actor: EventMetadata['actor']
}

const CommandAnswer = z
  .strictObject({
    position: Position.nullable().describe('Give it as minPosition to read what was written'),
    event: RecordedEvent.nullable().describe('Null: it was so already, and nothing was written'),
  })
  .meta({ id: 'CommandAnswer', examples: [{ position: '25', event: null }] })

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
  const { execute } = dependencies
  for (const endpoint of commandEndpoints) {
    const { params, body, operationId, summary } = described(endpoint)
    const response = { 200: CommandAnswer, 201: CommandAnswer }
    const schema = { operationId, summary, tags: ['decisions'], headers, params, body, response }
    app.post(endpoint.path, { schema }, async (request, reply) => {
      const { source, ...given } = (request.body ?? {}) as Record<string, unknown> // Sound: the body is an object of the schema
      const data = checked(endpoint.type, { ...given, ...(request.params as object) })
      if (execute === null) throw new HttpProblem('not-offered', { detail: 'this process takes no decisions: its intake is off' })
      const outcome = await execute({
        type: endpoint.type,
        data,
        source: source === undefined ? null : Source.parse(source),
        actor: dependencies.actor,
        expectedRevision: revisionOf(request.headers['if-match']),
        idempotency: idempotencyOf(request, dependencies.actor.id),
        traceparent: traceparentOf(request),
      })
      return answer(reply, outcome, dependencies)
    })
  }
  done()
}

/** The schemas of an endpoint: what stands in the path is taken out of the body, and an order is named by its source as well. */
export const described = ({ path, type, operationId, summary, example }: CommandEndpoint) => {
  const { shape } = outside[type].data as unknown as z.ZodObject // Sound: a test walks the table
  const inPath = path.split('/').flatMap((segment) => (segment.startsWith(':') ? [segment.slice(1)] : []))
  const picked = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, shape[key] ?? z.string()]))
  const rest = Object.keys(shape).filter((key) => !inPath.includes(key))
  const ofOrder = inPath.includes('orderId') ? { source: Source.describe('Where the order came from') } : {}
  const body = z.strictObject({ ...ofOrder, ...picked(rest) }).meta({ examples: [example] })
  const params = z.strictObject(picked(inPath))
  return { operationId, summary, params, body: body.safeParse({}).success ? body.nullish() : body }
}

/** The data against the whole schema of its type, with what no single field tells. */
const checked = (type: EventName, data: Record<string, unknown>): Record<string, unknown> => {
  const parsed = outside[type].data.safeParse(data)
  if (parsed.success) return data
  const errors: Pointed[] = parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message }))
  const detail = errors.map((one) => `${one.pointer}: ${one.detail}`).join('; ')
  throw new HttpProblem('invalid-request', { detail, errors })
}

const revisionOf = (ifMatch: string | undefined): bigint | null =>
  ifMatch === undefined ? null : BigInt(ifMatch.replaceAll('"', ''))

const idempotencyOf = (request: FastifyRequest, principal: string): Idempotency | null => {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return null
  const fingerprint = hash('sha256', canonicalize([request.params, request.body ?? null]) ?? '', 'hex')
  return { scope: `${principal} ${request.method} ${request.routeOptions.url}`, key, fingerprint }
}

const traceparentOf = ({ headers: { traceparent } }: FastifyRequest): string | null =>
  typeof traceparent === 'string' && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent) ? traceparent : null

const answer = async (reply: FastifyReply, outcome: CommandOutcome, { eventStore }: CommandDependencies) => {
  if (outcome.status === 'refused') throw refused(outcome.refusal)
  if (outcome.replayed) reply.header('idempotent-replayed', 'true')
  const position = outcome.position?.toString() ?? null
  if (outcome.status === 'already-true') return { position, event: null }
  const event = await eventStore.event(outcome.eventId)
  reply.code(201).header('location', eventHref(outcome.eventId))
  if (event !== null) reply.header('etag', `"${event.revision}"`)
  return { position, event: event === null ? null : shownEvent(event) }
}

const refused = ({ code, detail, facts = {} }: CommandRefusal): Error => {
  if (!isProblemCode(code)) return new Error(`no problem ${code}: ${detail}`)
  return new HttpProblem(code, { detail, facts, ...(code === 'in-flight' ? { retryAfterSeconds: 1 } : {}) })
}
