import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiRoutes, buildFrame } from '@daybook/api'
import { parseEvent, Source, SourceEventId, StreamName } from '@daybook/domain'
import { type EventStore, eventIdOf, openSqliteEventStore, type StreamAppend } from '@daybook/event-store'
import { createPoster, derived, kpis, ledgers } from '@daybook/projections'
import { startProjector } from '@daybook/projector'
import { openAnswers, openSqliteGenerations } from '@daybook/read-model'
import { pino } from 'pino'

/**
 * A process that serves a book of 5,000 orders and, beside it, a constant answer of the same size behind the same hooks and log lines.
 * Prints its address, and ends when its input does.
 */
const orders = 5_000
const accounts = 20
const reps = 4

const crm = Source.parse('crm')

const fact = (stream: string, type: string, { effectiveOn, ...data }: Readonly<Record<string, unknown>>): StreamAppend => {
  const id = SourceEventId.parse(`${type}-${stream}`)
  const event = parseEvent({ type, effectiveOn, data })
  const metadata = { actor: { kind: 'system', id: 'bench' } } as const
  const identity = { eventId: eventIdOf(crm, id), source: crm, id, payloadHash: 'none' }
  return { stream: StreamName.parse(stream), expectedRevision: -1n, events: [{ event, ...identity, metadata, ingestedAt: 0 }] }
}

const monthOf = (number: number): string => String((number % 12) + 1).padStart(2, '0')
const dayOf = (number: number): string => String((number % 28) + 1).padStart(2, '0')

function* book(): Iterable<StreamAppend> {
  for (let rep = 1; rep <= reps; rep += 1)
    yield fact(`rep-R${rep}`, 'RepHired', { repId: `R${rep}`, name: `Rep ${rep}`, teamId: 'T1', effectiveOn: '2024-01-01' })
  for (let account = 1; account <= accounts; account += 1) {
    const owners = [{ repId: `R${(account % reps) + 1}`, basisPoints: 10_000 }]
    const accountId = `A${account}`
    yield fact(`account-${accountId}`, 'AccountAssigned', { accountId, owners, effectiveOn: '2024-01-01' })
  }
  for (let number = 1; number <= orders; number += 1) {
    const lines = [{ lineId: '1', net: `${number}.0000` }]
    const parties = { orderId: `O${number}`, accountId: `A${(number % accounts) + 1}`, salespersonId: `R${(number % reps) + 1}` }
    const effectiveOn = `2025-${monthOf(number)}-${dayOf(number)}`
    yield fact(`order-crm~O${number}`, 'OrderAccepted', { ...parties, currency: 'USD', lines, effectiveOn })
  }
}

const record = async (eventStore: EventStore): Promise<bigint> => {
  const result = await eventStore.append({ appends: [...book()] })
  if (result.status !== 'appended' || result.position === null) throw new Error('the book was not recorded')
  return result.position
}

const question = '/v1/kpis/net-sales?scope=rep&entity=R1&period=2025-03&asOf=2025-12-31'

const serve = async (folder: string): Promise<void> => {
  const log = pino(pino.destination({ dest: join(folder, 'log.ndjson'), sync: false }))
  const clock = Date.now
  const eventStore = openSqliteEventStore({ file: join(folder, 'log.db'), clock })
  await using generations = await openSqliteGenerations({ folder })
  const projector = await startProjector({ eventStore, generations, makePoster: createPoster, log, clock })
  const last = await record(eventStore)
  await new Promise<void>((resolve) => projector.watch(({ position }) => void (position === last && resolve())))
  const readModel = await generations.open(1)
  const answers = openAnswers({ readModel, log: eventStore, measures: { kpis, derived, ledgers } })
  const app = buildFrame({ logger: log, version: '1.0.0' })
  app.register(apiRoutes, {
    version: '1.0.0',
    ready: async () => [],
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    eventStore,
    ledgers: async () => ({ generation: 1, readModel, answers }),
    clock,
    execute: null,
    actor: { kind: 'user', id: 'local' },
    projections: { list: async () => [], act: async () => ({ ok: false, refusal: { code: 'not-offered', detail: '' } }) },
  })
  const constant = { body: '' }
  app.get('/constant', (_request, reply) => reply.type('application/json; charset=utf-8').send(constant.body))
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  constant.body = await (await fetch(`${address}${question}`)).text()
  process.stdout.write(
    `${JSON.stringify({ kpi: `${address}${question}`, constant: `${address}/constant`, body: constant.body })}\n`,
  )
  process.stdin.resume()
  await new Promise((resolve) => process.stdin.once('end', resolve))
  await app.close()
  await projector[Symbol.asyncDispose]()
  await eventStore[Symbol.asyncDispose]()
}

const folder = mkdtempSync(join(tmpdir(), 'daybook-http-'))
await serve(folder)
rmSync(folder, { recursive: true })
