import { buildFrame } from '@daybook/api'
import { Source, SourceEventId, type StreamName } from '@daybook/domain'
import { type EventStore, openInMemoryEventStore } from '@daybook/event-store'
import { type Command, defaultLimits, intakeRoutes, type Limits, openIntake } from '@daybook/intake'

/** The moment at which the tests of the intake begin: 2025-04-01T12:00Z. */
export const noon = Date.UTC(2025, 3, 1, 12)

export type BookOptions = {
  readonly limits?: Partial<Limits>
  /** A log that an earlier intake has left. */
  readonly store?: EventStore
  readonly othersRecordMs?: number
  readonly zone?: string
  readonly stopping?: AbortSignal
}

export type SendOptions = {
  readonly type?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An intake on a log in memory, spoken to through HTTP; its clock moves only when a test moves it. */
export const openBook = async (options: BookOptions = {}) => {
  const time = { now: noon }
  const clock = () => time.now
  const store = options.store ?? openInMemoryEventStore({ clock })
  const limits = { ...defaultLimits, ...options.limits }
  let ids = 0
  const newId = () => {
    ids += 1
    return `01JQ${String(ids).padStart(22, '0')}`
  }
  const faults: unknown[] = []
  const log = { error: (fault: unknown) => void faults.push(fault), warn: () => undefined, info: () => undefined }
  const policyDefaults = options.zone === undefined ? {} : { 'reporting-zone': options.zone }
  const intake = await openIntake({ store, policyDefaults, limits, clock, newId, log, othersRecordMs: options.othersRecordMs })
  const app = buildFrame({ version: '1.0.0', access: 'open' })
  const stopping = options.stopping ?? new AbortController().signal
  const actor = { kind: 'user', id: 'local' } as const
  app.register(intakeRoutes, { intake, feeds: [], actor, limits, stopping })

  const post = async (
    path: string,
    payload: string | Buffer,
    { type = 'application/json', query = '', headers = {} }: SendOptions = {},
  ) => {
    const answer = await app.inject({
      method: 'POST',
      url: `${path}${query}`,
      payload,
      headers: { 'content-type': type, ...headers },
    })
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() }
  }
  const get = async (url: string) => {
    const answer = await app.inject(url)
    return { status: answer.statusCode, headers: answer.headers, text: answer.body }
  }
  return {
    app,
    intake,
    store,
    time,
    faults,
    post,
    get,
    json: async (url: string) => JSON.parse((await get(url)).text),
    /** Sends one event, or an array of them. */
    send: (events: object, sending: SendOptions = {}) => post('/v1/events', JSON.stringify(events), sending),
    importEvents: (events: readonly object[], sending: SendOptions = {}) =>
      post('/v1/imports', events.map((event) => JSON.stringify(event)).join('\n'), { type: 'application/x-ndjson', ...sending }),
    importOrders: (csv: string, sending: SendOptions = {}) => post('/v1/imports', csv, { type: 'text/csv', ...sending }),
    decide: (type: string, data: Command['data'], more: Partial<Command> = {}) =>
      intake.commands.execute({ type, data, source: Source.parse('daybook'), id: SourceEventId.parse(newId()), actor, ...more }),
    /** What is in the log, as `type id`. */
    recorded: async () => (await store.readAll({ from: 0n, limit: 10_000 })).map(({ type, id }) => `${type} ${id}`),
    stream: (name: string) => store.readStream(name as StreamName), // Sound: tests name streams that exist
  }
}

/** The registration of an account. */
export const account = (accountId: string, more: object = {}) => ({
  specversion: '1.0',
  id: `account-${accountId}`,
  source: 'crm',
  type: 'AccountRegistered',
  data: { accountId, name: accountId },
  ...more,
})

/** An order of 600 for an account. */
export const order = (orderId: string, accountId: string, more: object = {}) => ({
  specversion: '1.0',
  id: orderId,
  source: 'erp',
  type: 'OrderAccepted',
  subject: accountId,
  data: { orderId, accountId, effectiveOn: '2025-03-05', currency: 'USD', net: '600.0000', ...more },
})

/** Any other event. */
export const event = (type: string, id: string, data: object) => ({
  specversion: '1.0',
  id,
  source: 'erp',
  type,
  time: '2025-03-20T10:00:00Z',
  data,
})
