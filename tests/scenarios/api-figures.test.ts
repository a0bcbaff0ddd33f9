import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fx1Answers, fx1Events } from '../fixtures/golden.ts'
import { openBook, smallBook } from './api-book.ts'

const february = 'scope=rep&entity=R1&period=2025-02'

test('a late order and a correction move February only from the moment they were known', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const values = async (knownAt: string) =>
    (await book.get(`/v1/kpis/net-sales?period=2025-02&knownAt=${knownAt}`)).body.rows[0].value
  expect(await values('2025-03-02T00:00:00Z')).toBe('1300.0000')
  expect(await values('2025-03-05T00:00:00Z')).toBe('1550.0000')
  expect(await values('position:13')).toBe('1650.0000')
})

test('an answer echoes its selectors, its times and how far the ledgers are', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body, headers } = await book.get(`/v1/kpis/quota-attainment?${february}&asOf=2025-03-31`)
  expect(body).toEqual({
    kpi: 'quota-attainment',
    version: 1,
    unit: 'ratio',
    scope: 'rep',
    asOf: '2025-03-31',
    knownAt: { position: '13', recordedAt: '2025-03-06T15:00:00Z' },
    watermark: '13',
    rows: [{ entity: 'R1', period: '2025-02', value: '1.100000', exact: { num: '11', den: '10' } }],
  })
  expect(headers).toMatchObject({
    'daybook-as-of': '2025-03-31',
    'daybook-known-at': '13 2025-03-06T15:00:00Z',
    'daybook-watermark': '13',
    'daybook-lag-ms': '0',
    'daybook-kpi-version': '1',
  })
})

test('cells asked for by name always have their row, a value that is none its reason', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get('/v1/kpis/quota-attainment?scope=rep&entity=R1&entity=R9&from=2025-01&to=2025-02')
  expect(body.rows).toEqual([
    { entity: 'R1', period: '2025-01', value: null, reason: 'no-quota' },
    { entity: 'R1', period: '2025-02', value: '1.100000', exact: { num: '11', den: '10' } },
    { entity: 'R9', period: '2025-01', value: null, reason: 'no-quota' },
    { entity: 'R9', period: '2025-02', value: null, reason: 'no-quota' },
  ])
})

test('before the first event there is nothing, and that is said', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get('/v1/kpis/net-sales?period=2025-02&knownAt=2020-01-01T00:00:00Z')
  expect(body).toMatchObject({ knownAt: { position: null, recordedAt: null }, rows: [{ entity: null, value: '0.0000' }] })
})

test.each(['/v1/kpis', '/v1/reports'])('%s is paged like every list', async (path) => {
  await using book = await openBook()
  const names = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name)
  const all = names((await book.get(`${path}?limit=1000`)).body.items)
  const first = (await book.get(`${path}?limit=4`)).body
  const second = (await book.get(`${path}?limit=1000&cursor=${first.nextCursor}`)).body
  expect([...names(first.items), ...names(second.items)]).toEqual(all)
  expect([first.items.length, second.nextCursor]).toEqual([4, undefined])
})

test('what a month was at its close stands beside what it is', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get(`/v1/kpis/net-sales?${february}&compare=close`)
  expect(body.rows).toEqual([
    { entity: 'R1', period: '2025-02', value: '1100.0000', asClosed: '1000.0000', current: '1100.0000', adjustment: '100.0000' },
  ])
  const csv = (await book.get(`/v1/kpis/net-sales.csv?${february}&compare=close`)).text
  expect(csv).toContain('unit,reason,asClosed,current,adjustment')
  expect(csv).toContain('USD,,1000.0000,1100.0000,100.0000')
})

test('values are exported with their numbers as numbers, by suffix or Accept', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const query = 'scope=rep&entity=R1&entity=R2&period=2025-02&asOf=2025-04-01'
  const bySuffix = await book.get(`/v1/kpis/quota-variance.csv?${query}`)
  expect(bySuffix.text).toBe(
    [
      '\ufeffkpi,version,scope,entity,period,value,unit,reason',
      'quota-variance,1,rep,R1,2025-02,100.0000,USD,',
      'quota-variance,1,rep,R2,2025-02,,USD,no-quota',
      '',
    ].join('\r\n'),
  )
  expect(bySuffix.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="quota-variance_rep-R1_2025-02_asof-2025-04-01_pos-13.csv"',
    'daybook-as-of': '2025-04-01',
    'daybook-known-at': '13 2025-03-06T15:00:00Z',
  })
  const byAccept = await book.get(`/v1/kpis/quota-variance?${query}`, { accept: 'text/csv' })
  expect(byAccept.text).toBe(bySuffix.text)
  const lines = await book.get(`/v1/kpis/quota-variance.ndjson?${query}`)
  expect(lines.text.split('\n').map((line) => (line === '' ? '' : JSON.parse(line).value))).toEqual(['100.0000', null, ''])
  for (const [suffix, accept] of [
    ['.xml', '*/*'],
    ['', 'image/png'],
  ] as const) {
    const none = await book.get(`/v1/kpis/quota-variance${suffix}?${query}`, { accept })
    expect([none.status, none.body.code]).toEqual([406, 'not-acceptable'])
  }
})

type Golden = {
  readonly kpi: string
  readonly scope: string
  readonly entity: string | null
  readonly period: string | null
  readonly asOf: string
  readonly knownAt: string | null
  readonly value: unknown
}

test.skipIf(fx1Events === null || fx1Answers === null)('the golden book answers over HTTP what it must', async () => {
  await using book = await openBook(Date.UTC(2026, 0, 1))
  await book.bring(readFileSync(fx1Events ?? '', 'utf8'))
  const known = new Set((await book.get('/v1/kpis')).body.items.map(({ name }: { readonly name: string }) => name))
  const all: readonly Golden[] = JSON.parse(readFileSync(fx1Answers ?? '', 'utf8'))
  const golden = all.filter(({ kpi }) => known.has(kpi))
  const wrong: string[] = []
  for (const { kpi, scope, entity, period, asOf, knownAt, ...expected } of golden) {
    const query = new URLSearchParams(
      Object.entries({ scope, period, asOf, knownAt, entity }).filter(
        (given): given is [string, string] => typeof given[1] === 'string',
      ),
    )
    const { status, text, body } = await book.get(`/v1/kpis/${kpi}?${query}`)
    const { entity: _, period: __, ...given } = body?.rows?.[0] ?? {}
    if (status !== 200 || JSON.stringify(given) !== JSON.stringify(expected))
      wrong.push(`${kpi}?${query} ${JSON.stringify(expected)} ${text}`)
  }
  expect(wrong.slice(0, 10)).toEqual([])
  expect(golden.length).toBeGreaterThan(100)
})

test('a kept answer is the same answer, also for those who ask for its head alone', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const url = `/v1/kpis/net-sales?${february}`
  const first = await book.get(url)
  const again = await book.get(url)
  const withoutId = ({ 'x-request-id': _, date: __, ...headers }: typeof first.headers) => headers
  expect([again.text, withoutId(again.headers)]).toEqual([first.text, withoutId(first.headers)])
  const head = await book.app.inject({ method: 'HEAD', url })
  expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', first.headers.etag])
  const foreign = await book.get(url, { host: 'attacker.example' })
  expect([foreign.status, foreign.body.code]).toEqual([403, 'foreign-host'])
})

test('a kept answer is not given once something was posted, or the day has changed', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const url = '/v1/kpis/net-sales?period=2025-04'
  expect((await book.get(url)).body).toMatchObject({ asOf: '2025-04-01', rows: [{ value: '0.0000' }] })
  const data = { orderId: 'O9', accountId: 'A1', effectiveOn: '2025-04-01', currency: 'USD', net: '7.0000' }
  const event = { specversion: '1.0', id: 'O9', source: 'erp', type: 'OrderAccepted', data }
  const sent = await book.app.inject({ method: 'POST', url: '/v1/events', payload: event })
  expect((await book.get(`/v1/kpis/orders?minPosition=${sent.json().position}`)).status).toBe(200)
  expect((await book.get(url)).body.rows).toMatchObject([{ value: '7.0000' }])
  book.time.now += 24 * 3_600_000
  expect((await book.get(url)).body).toMatchObject({ asOf: '2025-04-02', rows: [{ value: '7.0000' }] })
})
