import { Readable } from 'node:stream'
import { MessageChannel } from 'node:worker_threads'
import { buildApi } from '@daybook/api'
import { instantText } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { defaultSettings } from '@daybook/projections'
import { projectorBehind, serveProjector } from '@daybook/projector'
import { type Generations, openInMemoryGenerations, type ReadModel } from '@daybook/read-model'
import { expect, onTestFinished, test } from 'vitest'
import { ordersCountedTwice } from '../../../tests/books/two-versions.ts'
import { at, bookOf, order, start, until, voided } from '../../../tests/contract/projected-log.ts'
import { clientInside } from './client.ts'
import { exitCodes } from './exit-codes.ts'
import { readLedgers } from './ledgers.ts'
import { metricsOf } from './metrics.ts'
import { runProgram } from './program.ts'
import { projectionControl } from './projection-control.ts'

/** Ledgers that were posted with the first version of every KPI. */
const postedBefore = async (eventStore: EventStore, through: bigint) => {
  const generations = openInMemoryGenerations()
  await using projector = await start({ eventStore, generations })
  await until(projector, at(through))
  return generations
}

const noServers = { kind: 'servers', servers: [], unknownOutcomesTotal: () => 0, pendingAppends: async () => 0 } as const

/** The interface of a program in which `orders` is at its second version, over ledgers of its first. */
const upgraded = async (eventStore: EventStore, through: bigint, as = (kept: Generations): Generations => kept) => {
  const generations = as(await postedBefore(eventStore, through))
  const time = { now: Date.UTC(2025, 3, 1) }
  const clock = () => time.now
  const own = await start({ eventStore, generations, clock, editions: ordersCountedTwice, againMs: 1 })
  const { port1, port2 } = new MessageChannel()
  void serveProjector(port2, own)
  const projector = await projectorBehind(port1, { ended: new Promise(() => {}) })
  onTestFinished(() => port1.close())
  onTestFinished(() => projector[Symbol.asyncDispose]())
  const ledgers = readLedgers({ eventStore, generations, projector, settings: defaultSettings, editions: ordersCountedTwice })
  const noLag = { events: 0, seconds: 0, behindSeconds: 0 }
  const lag = async () => noLag
  const metrics = metricsOf({ eventStore, projector, lag, backend: noServers })
  const app = buildApi({
    version: '1.0.0',
    ready: async () => [],
    metrics,
    eventStore,
    ledgers: ledgers.current,
    ledgersOf: ledgers.of,
    ledgersWith: ledgers.having,
    clock,
    execute: null,
    actor: { kind: 'user', id: 'local' },
    projections: projectionControl({ projector, eventStore, generations, ledgers, lag, clock }),
  })
  const get = async (url: string) => {
    const answer = await app.inject({ url })
    return url === '/metrics' ? answer.body : answer.json()
  }
  const post = async (url: string, payload: object = {}) => (await app.inject({ method: 'POST', url, payload })).json()
  const status = async () => (await get('/v1/projections')).items[0]
  return { app, get, post, status, projector, time }
}

const january = 'scope=account&entity=A1&period=2025-01&asOf=2025-04-01'

test('a new version of a KPI is said, compared with the old one cell by cell, and switched to and back', async () => {
  const { get, post, status, projector } = await upgraded(await bookOf(3), 3n)
  expect((await status()).outdated).toEqual([{ kpi: 'orders', posted: 1, current: 2 }])
  await post('/v1/projections/ledgers/rebuild')
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  const differences = await get('/v1/projections/ledgers/differences?asOf=2025-04-01&limit=2')
  expect(differences).toMatchObject({
    from: { generation: 1, position: '3' },
    to: { generation: 2, position: '3' },
    knownAt: { position: '3' },
  })
  const [orders, ratio] = differences.kpis
  expect(orders).toMatchObject({ kpi: 'orders', from: 1, to: 2, unit: 'orders' })
  expect(orders.differing).toBeGreaterThan(0)
  expect(orders.cells).toBeGreaterThanOrEqual(orders.differing)
  expect(orders.largest).toHaveLength(2)
  expect(orders.largest[0]).toMatchObject({ period: '2025-01', from: 3, to: 6, difference: 3 })
  expect(ratio).toMatchObject({ kpi: 'average-order-size', from: 1, to: 1 })
  expect(ratio.largest[0]).toMatchObject({ from: '2.0000', to: '1.0000', difference: '-1.0000' })
  expect((await get(`/v1/kpis/orders?${january}`)).rows[0].value).toBe(3)
  expect(await get(`/v1/kpis/orders?${january}&version=2`)).toMatchObject({ version: 2, rows: [{ value: 6 }] })
  expect(await post('/v1/projections/ledgers/switch')).toMatchObject({ generation: 2, outdated: [] })
  expect(await get(`/v1/kpis/orders?${january}`)).toMatchObject({ version: 2, rows: [{ value: 6 }] })
  expect(await get(`/v1/kpis/orders?${january}&version=1`)).toMatchObject({ version: 1, rows: [{ value: 3 }] })
  expect(await get(`/v1/kpis/orders/verify?${january}&version=1`)).toMatchObject({ version: 1, equal: true, served: 3 })
  expect(await post('/v1/projections/ledgers/switch')).toMatchObject({ generation: 1 })
  expect(await get(`/v1/kpis/orders?${january}`)).toMatchObject({ version: 1, rows: [{ value: 3 }] })
})

test('differences are told as they were known at an earlier position, too', async () => {
  const eventStore = await bookOf(3)
  const last = await voided(eventStore, 2)
  const { get, post, projector } = await upgraded(eventStore, last)
  await post('/v1/projections/ledgers/rebuild')
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  const largest = async (knownAt: string) => {
    const url = `/v1/projections/ledgers/differences?asOf=2025-04-01&limit=1&kpi=orders&knownAt=${knownAt}`
    return (await get(url)).kpis[0].largest[0]
  }
  expect(await largest('position:2')).toMatchObject({ from: 2, to: 4 })
  expect(await largest(`position:${last}`)).toMatchObject({ from: 2, to: 4 })
  expect(await largest('position:3')).toMatchObject({ from: 3, to: 6 })
})

test('a listing that was begun before a switch goes on in the generation that it was begun in', async () => {
  const eventStore = await bookOf(3)
  const { get, post, projector } = await upgraded(eventStore, 3n)
  const path = `/v1/kpis/orders/explain?${january}&limit=2`
  const first = await get(path)
  expect(first).toMatchObject({ version: 1, value: 3, definition: { version: 1, newerVersion: 2 } })
  await post('/v1/projections/ledgers/rebuild')
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  await post('/v1/projections/ledgers/switch')
  expect(await get(path)).toMatchObject({ version: 2, value: 6 })
  const next = await get(`${path}&cursor=${first.nextCursor}`)
  expect(next).toMatchObject({ version: 1, value: 3, entries: [{ delta: 1 }] })
  await post('/v1/projections/ledgers/rebuild')
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  await order(eventStore, 4)
  await until(projector, at(4n))
  expect(await get(`${path}&cursor=${first.nextCursor}`)).toMatchObject({ code: 'bad-cursor' })
})

test('a rebuild tells its speed and when it will have caught up, in the interface and in the metrics', async () => {
  const eventStore = await bookOf(99)
  const { get, post, status, projector, time } = await upgraded(eventStore, 99n)
  await post('/v1/projections/ledgers/rebuild', { eventsPerSecond: 20 })
  expect((await status()).rebuild).toMatchObject({ eventsPerSecond: null, eventsPerSecondMax: 20, etaSeconds: null, etaAt: null })
  time.now += 1_000
  await until(projector, ({ rebuild }) => rebuild?.position === 19n)
  expect((await status()).rebuild).toMatchObject({
    position: '19',
    head: '99',
    eventsPerSecond: 20,
    etaSeconds: 4,
    etaAt: instantText(time.now + 4_000),
  })
  const lines = String(await get('/metrics')).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'daybook_projection_rebuild_position{generation="2"} 19',
      'daybook_projection_rebuild_remaining_events{generation="2"} 80',
      'daybook_projection_rebuild_speed{generation="2"} 20',
      'daybook_projection_rebuild_eta_seconds{generation="2"} 4',
    ]),
  )
  await order(eventStore, 100)
  await until(projector, at(100n))
  expect((await status()).rebuild.position).toBe('19')
})

test('without another generation there is nothing to compare with', async () => {
  const { get } = await upgraded(await bookOf(1), 1n)
  expect(await get('/v1/projections/ledgers/differences')).toMatchObject({ status: 409, code: 'nothing-to-switch-to' })
  expect(await get('/v1/projections/ledger/differences')).toMatchObject({ status: 404, code: 'unknown-projection' })
})

test.each([
  ['unavailable', 'server-away'],
  ['busy', 'server-away'],
  ['damaged', 'ledgers-damaged'],
])('a rebuild that fails as the server of the ledgers is %s is a 503', async (code, said) => {
  const failing = () => Promise.reject(Object.assign(new Error('it is not well'), { code }))
  const { post } = await upgraded(await bookOf(1), 1n, (kept) => ({ ...kept, create: failing }))
  expect(await post('/v1/projections/ledgers/rebuild')).toMatchObject({ status: 503, code: said })
})

/** Ledgers of which those that are rebuilt cannot be written as long as the fault is there. */
const faulty = (kept: Generations, fault: { is: Error | null }): Generations => ({
  ...kept,
  open: async (generation) =>
    new Proxy(await kept.open(generation), {
      get: (ledgers, name: keyof ReadModel) =>
        name === 'post' && generation === 2 && fault.is !== null ? () => Promise.reject(fault.is) : ledgers[name],
    }),
})

/** Rebuilds by the command, over a fault that is gone once the command has said what is the matter. */
const rebuiltByCommand = async (error: Error) => {
  const fault: { is: Error | null } = { is: error }
  const { app } = await upgraded(await bookOf(3), 3n, (kept) => faulty(kept, fault))
  const said = { out: '', err: '' }
  const stdout = (text: string): void => {
    said.out += text
  }
  const stderr = (text: string): void => {
    said.err += text
    if (text.includes(error.message)) fault.is = null
  }
  const host = {
    stdin: Readable.from([]),
    stdout: { write: stdout },
    stderr: { write: stderr },
    environment: {},
    clock: Date.now,
    stopping: new AbortController().signal,
    stop: () => undefined,
  }
  const exitCode = await runProgram(['projections', 'rebuild', '--json'], host, async () => clientInside(app, async () => {}))
  return { exitCode, ...said }
}

test('the command that rebuilds waits until a fault has gone by, and says what it is', async () => {
  const away = Object.assign(new Error('it is away'), { code: 'unavailable' })
  const { exitCode, out, err } = await rebuiltByCommand(away)
  expect([exitCode, err]).toEqual([exitCodes.done, expect.stringContaining('it is away; it is tried again')])
  expect(JSON.parse(out)).toMatchObject({ state: 'running', problem: null, rebuild: { comparison: 'equal', triesAgain: false } })
})

test('the command that rebuilds ends at a fault that stays, and does not advise to switch', async () => {
  const { exitCode, err } = await rebuiltByCommand(new Error('no such column'))
  expect([exitCode, err]).toEqual([exitCodes.failed, expect.stringContaining('daybook projections resume')])
  expect(err).not.toContain('switch')
})

test('a rebuild by a login that may not make generations is refused, and what was built stays', async () => {
  const may = { make: true }
  const owned = (kept: Generations): Generations => ({
    ...kept,
    get makesGenerations() {
      return may.make
    },
  })
  const { post, projector, status } = await upgraded(await bookOf(1), 1n, owned)
  await post('/v1/projections/ledgers/rebuild')
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  may.make = false
  const refused = await post('/v1/projections/ledgers/rebuild')
  expect(refused).toMatchObject({ status: 409, code: 'not-the-owner', detail: expect.stringContaining('daybook prepare') })
  expect(await status()).toMatchObject({ rebuild: { generation: 2, comparison: 'equal' } })
  expect(await post('/v1/projections/ledgers/switch')).toMatchObject({ generation: 2 })
})
