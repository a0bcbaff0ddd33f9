import { type ApiDependencies, apiRoutes, buildFrame, type ProjectionStatus } from '@daybook/api'
import { openInMemoryEventStore } from '@daybook/event-store'
import { defaultLimits, intakeRoutes, openIntake, strictJson } from '@daybook/intake'
import { createPoster, derived, kpis, ledgers as layouts } from '@daybook/projections'
import { type ProjectorStatus, startProjector } from '@daybook/projector'
import { openAnswers, openInMemoryGenerations } from '@daybook/read-model'
import { findingsIn } from '@daybook/server'
import { pino } from 'pino'
import { expect } from 'vitest'

const silent = pino({ level: 'silent' })
const local = { kind: 'user', id: 'local' } as const

/** A whole book in memory, spoken to through HTTP alone. What is posted to it is waited for. */
export const openBook = async (now = Date.UTC(2025, 3, 1, 12), more: Pick<ApiDependencies, 'streams' | 'held'> = {}) => {
  const time = { now }
  const clock = () => time.now
  const eventStore = openInMemoryEventStore({ clock })
  const generations = openInMemoryGenerations()
  const projector = await startProjector({ eventStore, generations, makePoster: createPoster, log: silent, clock })
  const ids = { given: 0 }
  const newId = () => {
    ids.given += 1
    return `01JQ${String(ids.given).padStart(22, '0')}`
  }
  const policyDefaults = { 'reporting-zone': 'America/New_York' }
  const readModel = await generations.open(1)
  const settings = { zone: 'America/New_York', currency: 'USD' }
  const answers = openAnswers({ readModel, log: eventStore, measures: { kpis, derived, ledgers: layouts }, settings })
  const ledgers = async () => ({ generation: 1, readModel, answers })
  const findings = findingsIn({ eventStore, ledgers, clock })
  const intake = await openIntake({
    store: eventStore,
    findings,
    policyDefaults,
    limits: defaultLimits,
    clock,
    newId,
    log: silent,
  })
  const app = buildFrame({ version: '1.0.0', readJson: strictJson(defaultLimits) })
  app.register(intakeRoutes, { intake, feeds: [], actor: local, limits: defaultLimits, stopping: new AbortController().signal })
  app.register(apiRoutes, {
    version: '1.0.0',
    ready: async () => [],
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    eventStore,
    ledgers,
    clock,
    execute: (request) => intake.commands.execute(request),
    actor: local,
    progress: projector,
    ...more,
    projections: {
      list: async () => [shown(projector.status())],
      act: async () => ({ ok: false, refusal: { code: 'not-offered', detail: 'there is none' } }),
    },
  })
  const get = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await app.inject({ url, headers })
    const isJson = /[/+]json/.test(String(answer.headers['content-type'])) && answer.body !== ''
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: isJson ? JSON.parse(answer.body) : null,
    }
  }
  /** Brings history in with its own recorded times. */
  const bring = async (lines: string) => {
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = await app.inject({ method: 'POST', url: '/v1/imports?backfill=true', headers, payload: lines })
    const { summary, position } = answer.json()
    expect(summary).toMatchObject({ conflict: 0, rejected: 0, quarantined: 0 })
    await get(`/v1/kpis/orders?minPosition=${position}`)
    return answer.json()
  }
  const close = async () => {
    await app.close()
    await projector[Symbol.asyncDispose]()
  }
  return { app, get, bring, eventStore, projector, time, [Symbol.asyncDispose]: close }
}

/** The projector as the server shows it, as far as these tests look. */
const shown = ({ state, generation, generations, position, problem }: ProjectorStatus): ProjectionStatus => {
  const at = position < 0n ? null : position.toString()
  const lag = { head: at, lagEvents: 0, lagSeconds: 0 }
  return {
    name: 'ledgers',
    state,
    position: at,
    ...lag,
    generation,
    generations: [...generations],
    rebuild: null,
    outdated: [],
    problem,
  }
}

type Fact = { readonly type: string; readonly recordedtime: string; readonly data: Readonly<Record<string, unknown>> }

const cloudEvent = (fact: Fact, index: number) => ({
  specversion: '1.0',
  id:
    String(fact.data.orderId ?? fact.data.creditNoteId ?? `${fact.type}-${index}`) + (fact.type === 'OrderCorrected' ? 'c' : ''),
  source: 'erp',
  ...fact,
})

const order = (
  orderId: string,
  accountId: string,
  [effectiveOn, net, recorded = effectiveOn]: readonly [string, string, string?],
): Fact => ({
  type: 'OrderAccepted',
  recordedtime: `${recorded}T18:00:00Z`,
  data: { orderId, accountId, effectiveOn, currency: 'USD', net },
})

const decided = (type: string, day: string, data: Readonly<Record<string, unknown>>): Fact => ({
  type,
  recordedtime: `${day}T09:00:00Z`,
  data: { effectiveOn: day, ...data },
})

/** Two reps, three accounts, a late order and a correction after the close of February. 14 events. */
export const smallBook = [
  decided('RepHired', '2024-12-01', { repId: 'R1', name: 'Ada', teamId: 'T1' }),
  decided('RepHired', '2024-12-01', { repId: 'R2', name: 'Bo', teamId: 'T1' }),
  decided('AccountRegistered', '2024-12-02', { accountId: 'A1', name: '=Delta', industry: 'aviation' }),
  decided('AccountRegistered', '2024-12-02', { accountId: 'A2', name: 'Epsilon' }),
  decided('AccountAssigned', '2024-12-03', { accountId: 'A1', repId: 'R1' }),
  decided('AccountAssigned', '2024-12-03', { accountId: 'A2', repId: 'R2' }),
  decided('QuotaSet', '2024-12-20', { ownerType: 'rep', ownerId: 'R1', period: '2025-02', amount: '1000.0000', currency: 'USD' }),
  order('O1', 'A1', ['2025-01-09', '600.0000']),
  order('O2', 'A1', ['2025-02-08', '1000.0000']),
  order('O3', 'A2', ['2025-02-14', '300.0000']),
  order('O4', 'A2', ['2025-02-25', '250.0000', '2025-03-04']),
  { type: 'PeriodClosed', recordedtime: '2025-03-05T08:00:00Z', data: { effectiveOn: '2025-03-05', period: '2025-01' } },
  { type: 'PeriodClosed', recordedtime: '2025-03-05T09:00:00Z', data: { effectiveOn: '2025-03-05', period: '2025-02' } },
  {
    type: 'OrderCorrected',
    recordedtime: '2025-03-06T15:00:00Z',
    data: {
      orderId: 'O2',
      accountId: 'A1',
      effectiveOn: '2025-02-08',
      currency: 'USD',
      net: '1100.0000',
      reason: 'a line was missing',
    },
  },
]
  .map((fact, index) => `${JSON.stringify(cloudEvent(fact, index))}\n`)
  .join('')
