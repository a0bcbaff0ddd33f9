import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { apiRoutes, buildFrame } from '@daybook/api'
import { type EventStore, openSqliteEventStore } from '@daybook/event-store'
import {
  defaultLimits,
  type FeedSink,
  type Intake,
  type IntakeObserver,
  intakeRoutes,
  itemOf,
  openIntake,
  RecordingSink,
  strictJson,
} from '@daybook/intake'
import { createPoster, derived, kpis, ledgers } from '@daybook/projections'
import { type Projector, startProjector } from '@daybook/projector'
import { openAnswers, openInMemoryGenerations } from '@daybook/read-model'
import { pino } from 'pino'
import type { Input } from './inputs.ts'

/** What came back; no status where the connection ended without an answer. */
export type Answer = { readonly statuses: readonly number[]; readonly contentType: string; readonly body: string }

type Application = ReturnType<typeof buildFrame>

/** A whole book on files of its own, its application listening on this machine. */
export type Target = AsyncDisposable & {
  readonly app: Application
  readonly store: EventStore
  readonly intake: Intake
  readonly projector: Projector
  /** Items that came in, and those that were told what became of them, a failure included. */
  readonly counted: { received: number; settled: number }
  /** What was thrown in a request that was answered with a fault, by the id of the request. */
  readonly faults: ReadonlyMap<string, string>
  readonly send: (input: Input) => Promise<Answer>
}

/** The limits of a server, but for its patience: a sender that holds back the end of its body is given up soon. */
const limits = { ...defaultLimits, idleMs: 2_000, requestMs: 4_000 }

const silent = pino({ level: 'silent' })
const local = { kind: 'user', id: 'local' } as const

export const openTarget = async (folder: string): Promise<Target> => {
  await using opened = new AsyncDisposableStack()
  const clock = Date.now
  const store = opened.use(openSqliteEventStore({ file: join(folder, 'log.db'), clock }))
  const generations = openInMemoryGenerations()
  const projector = opened.use(
    await startProjector({ eventStore: store, generations, makePoster: createPoster, log: silent, clock }),
  )
  const counted = { received: 0, settled: 0 }
  const intake = opened.use(await intakeOn(store, observing(counted)))
  const app = opened.adopt(await served({ store, intake, generations }), (one) => one.close())
  const sink = new RecordingSink({ store, recorder: intake.recorder, clock })
  const faults = new Map<string, string>()
  app.addHook('onError', async ({ id }, _reply, error) => void faults.set(id, error.stack ?? error.message))
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo // Sound: it listens on a port
  const send = (input: Input): Promise<Answer> => {
    if (input.kind === 'raw') return sentRaw(input, port)
    if (input.kind === 'kafka') return delivered(input, sink)
    return input.number % 3 === 0 ? sent(input, port) : injected(input, app)
  }
  const all = opened.move()
  return { app, store, intake, projector, counted, faults, send, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

const observing = (counted: Target['counted']): IntakeObserver => ({
  received: (_transport, items) => {
    counted.received += items
  },
  settled: (_transport, statuses) => {
    counted.settled += statuses.length
  },
  failed: (_transport, items) => {
    counted.settled += items
  },
  committed: () => undefined,
})

const intakeOn = (store: EventStore, observer: IntakeObserver): Promise<Intake> => {
  let ids = 0
  const newId = (): string => {
    ids += 1
    return `01JQ${String(ids).padStart(22, '0')}`
  }
  return openIntake({ store, policyDefaults: {}, limits, clock: Date.now, newId, log: silent, observer })
}

type Served = {
  readonly store: EventStore
  readonly intake: Intake
  readonly generations: ReturnType<typeof openInMemoryGenerations>
}

const served = async ({ store, intake, generations }: Served): Promise<Application> => {
  const readModel = await generations.open(1)
  const answers = openAnswers({ readModel, log: store, measures: { kpis, derived, ledgers } })
  const app = buildFrame({ version: '1.0.0', access: 'open', readJson: strictJson(limits) })
  app.register(intakeRoutes, { intake, feeds: [], actor: local, limits, stopping: new AbortController().signal })
  app.register(apiRoutes, {
    version: '1.0.0',
    ready: async () => [],
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    eventStore: store,
    ledgers: async () => ({ generation: 1, readModel, answers }),
    clock: Date.now,
    execute: (decision) => intake.commands.execute(decision),
    actor: local,
    projections: { list: async () => [], act: async () => ({ ok: false, refusal: { code: 'not-offered', detail: '' } }) },
  })
  return app
}

const injected = async ({ method, path, headers, body }: Input, app: Application): Promise<Answer> => {
  const answer = await app.inject({ method, url: path, headers, ...(method === 'POST' ? { payload: body } : {}) })
  return { statuses: [answer.statusCode], contentType: String(answer.headers['content-type'] ?? ''), body: answer.body }
}

const sent = async ({ method, path, headers, body }: Input, port: number): Promise<Answer> => {
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers: { ...headers, 'content-length': body.length } })
  outgoing.end(body)
  try {
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage] // Sound: the event's argument
    const contentType = incoming.headers['content-type'] ?? ''
    return { statuses: [incoming.statusCode ?? 0], contentType, body: await text(incoming) }
  } catch (error) {
    // A machine so busy that a body comes too late has its connection closed, and what was on its way with it.
    return { statuses: [], contentType: '', body: String(error) }
  }
}

/** Bytes as they are, which may be no HTTP; whatever comes back until the connection ends. */
const sentRaw = async ({ body }: Input, port: number): Promise<Answer> => {
  const socket = connect(port, '127.0.0.1')
  socket.end(body)
  const answered = await text(socket).catch(() => '')
  const statuses = [...answered.matchAll(/(?:^|\n|})HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
  return { statuses, contentType: '', body: answered }
}

/** Records of a partition of their own, through the sink of a feed; the answer is put as that of an import. */
const delivered = async ({ number, records = [] }: Input, sink: FeedSink): Promise<Answer> => {
  const at = { topic: 'fuzz', partition: number }
  const from = await sink.begin(at, 0n)
  const items = records.map((record) => itemOf(record, limits))
  const taken = await sink.take({ ...at, from, next: BigInt(records.length), items, bytes: 0 })
  const aside = taken.status === 'recorded' ? taken.aside : []
  const conflict = aside.filter(({ stage }) => stage === 'identity').length
  const quarantined = aside.filter(({ stage }) => stage === 'domain').length
  const rejected = aside.length - conflict - quarantined
  const summary = { accepted: records.length - aside.length, duplicate: 0, conflict, rejected, quarantined }
  const body = JSON.stringify({ summary, received: records.length, aside })
  return { statuses: [taken.status === 'recorded' ? 200 : 500], contentType: 'application/json', body }
}
