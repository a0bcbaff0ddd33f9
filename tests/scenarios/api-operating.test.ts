import { problems } from '@daybook/api'
import { expect, test } from 'vitest'
import { openLog } from './api-log.ts'

test('being alive asks nobody, being ready asks everybody', async () => {
  const checks = [
    { name: 'log', ok: true, detail: 'writable' },
    { name: 'lag', ok: false, detail: '31 s behind' },
  ]
  const { get } = openLog({ ready: async () => checks })
  expect((await get('/livez')).body).toEqual({ status: 'live' })
  const { status, body, headers } = await get('/readyz')
  expect([status, body.code, body.detail, headers['retry-after']]).toEqual([503, 'not-ready', 'lag: 31 s behind', '1'])
  expect(body.checks).toEqual(checks)
})

test('readiness names its checks when it is asked to', async () => {
  const checks = [{ name: 'log', ok: true, detail: 'writable' }]
  const { get } = openLog({ ready: async () => checks })
  expect((await get('/readyz')).body).toEqual({ status: 'ready' })
  expect((await get('/readyz?verbose')).body).toEqual({ status: 'ready', checks })
})

test('the release is told, and its metrics', async () => {
  const text = 'daybook_events_total 7\n'
  const { api, get } = openLog({ metrics: { contentType: 'text/plain; version=0.0.4', metrics: async () => text } })
  expect((await get('/version')).body).toMatchObject({ name: 'daybook', version: '1.0.0' })
  const metrics = await api.inject('/metrics')
  expect([metrics.body, metrics.headers['content-type']]).toEqual([text, 'text/plain; version=0.0.4'])
})

test('every problem has its page', async () => {
  const { api } = openLog()
  for (const [code, { status, title }] of Object.entries(problems)) {
    const page = await api.inject(`/problems/${code}`)
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.body).toContain(`<h1>${title}</h1>`)
    expect(page.body).toContain(`HTTP status ${status}`)
  }
})

test('a code that nobody answers with has no page, but a neighbour', async () => {
  const { status, body } = await openLog().get('/problems/acount-lost')
  expect([status, body.detail]).toEqual([404, 'there is no such code; did you mean account-lost?'])
})

test('projections are listed and steered', async () => {
  const ledgers = {
    name: 'ledgers',
    state: 'running' as const,
    position: '7',
    head: '8',
    lagEvents: 1,
    lagSeconds: 0.2,
    generation: 1,
    generations: [{ generation: 1, state: 'active' as const }],
    rebuild: null,
    outdated: [],
    problem: null,
  }
  const asked: unknown[] = []
  const { api, get } = openLog({
    projections: {
      list: async () => [ledgers],
      act: async (...deed) => {
        asked.push(deed)
        if (deed[1] === 'pause') return { ok: true, value: { ...ledgers, state: 'paused' } }
        return { ok: false, refusal: { code: 'rebuild-differs', detail: 'first at position 3' } }
      },
    },
  })
  expect((await get('/v1/projections')).body).toEqual({ items: [ledgers] })
  const paused = await api.inject({ method: 'POST', url: '/v1/projections/ledgers/pause' })
  expect([paused.statusCode, paused.json().state]).toEqual([200, 'paused'])
  const switched = await api.inject({ method: 'POST', url: '/v1/projections/ledgers/switch', payload: { generation: 2 } })
  expect([switched.statusCode, switched.json().code]).toEqual([409, 'rebuild-differs'])
  expect(asked).toEqual([
    ['ledgers', 'pause', {}],
    ['ledgers', 'switch', { generation: 2 }],
  ])
})

test('the catalogue lists what can be asked for, and not what only feeds it', async () => {
  const { body } = await openLog().get('/v1/kpis')
  const names = body.items.map(({ name }: { readonly name: string }) => name)
  expect(names).toEqual(expect.arrayContaining(['net-sales', 'quota-attainment', 'overdue-buyers']))
  expect(names).not.toContain('quota-set')
  expect(body.items[0]).toMatchObject({ name: 'net-sales', unit: 'money', kind: 'flow', grains: ['month', 'quarter', 'year'] })
})

test('a KPI that there is not, with its neighbour; a scope it is not kept at; a period that is none', async () => {
  const { get } = openLog()
  const unknown = await get('/v1/kpis/net-sale')
  expect([unknown.status, unknown.body.detail]).toEqual([404, 'there is no KPI net-sale; did you mean net-sales?'])
  expect((await get('/v1/kpis/turnover')).body.detail).toBe('there is no KPI turnover; GET /v1/kpis lists them')
  const scope = await get('/v1/kpis/quota?scope=family')
  expect([scope.status, scope.body.code]).toEqual([400, 'unsupported-scope'])
  const period = await get('/v1/kpis/quota?period=2025-13')
  expect([period.status, period.body.code, period.body.period]).toEqual([400, 'unknown-period', '2025-13'])
  const version = await get('/v1/kpis/quota?version=2')
  expect([version.status, version.body.code, version.body.version]).toEqual([404, 'unknown-kpi-version', 1])
})

test.each([
  ['scope=org&entity=R1', 'entity'],
  ['from=2025-01', 'to'],
  ['from=2025-01&to=2025-02&period=2025-03', 'period'],
  ['scope=everyone', 'scope'],
  ['period=', 'period'],
])('%s contradicts itself', async (query, parameter) => {
  const { status, body } = await openLog().get(`/v1/kpis/net-sales?${query}`)
  expect([status, body.code, body.errors[0].parameter]).toEqual([400, 'invalid-request', parameter])
})
