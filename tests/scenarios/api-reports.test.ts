import { readFileSync } from 'node:fs'
import { reports } from '@daybook/projections'
import { expect, test } from 'vitest'
import { fx1Answers, fx1Events } from '../fixtures/golden.ts'
import { openBook, smallBook } from './api-book.ts'

test('reports are listed with what they take and what they show', async () => {
  await using book = await openBook()
  const { body } = await book.get('/v1/reports')
  expect(body.items.map(({ name }: { readonly name: string }) => name)).toEqual(reports.map(({ name }) => name))
  const overdue = body.items.find(({ name }: { readonly name: string }) => name === 'overdue-buyers')
  expect(overdue.parameters).toContainEqual({ name: 'top', schema: expect.objectContaining({ type: 'integer', default: 100 }) })
  expect(overdue.columns[0]).toEqual({ id: 'rank', title: 'Rank', type: 'integer' })
})

test('every report answers with its columns and its two times, for a book with nothing in it as well', async () => {
  await using book = await openBook()
  for (const required of ['', smallBook]) {
    if (required !== '') await book.bring(required)
    for (const { name, columns } of reports) {
      const own = name === 'assignment-history' ? 'account=A1&' : name === 'qbr' ? 'owner=R1&quarter=2025-Q1&' : ''
      const { status, body } = await book.get(`/v1/reports/${name}?${own}asOf=2025-03-31`)
      expect([name, status]).toEqual([name, 200])
      expect(body).toMatchObject({ report: name, asOf: '2025-03-31', watermark: required === '' ? null : '13' })
      expect(body.columns.map(({ id }: { readonly id: string }) => id)).toEqual(columns.map(({ id }) => id))
    }
  }
})

test('a report shows what a month was at its close', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body, headers } = await book.get('/v1/reports/sales-vs-quota?scope=rep&entity=R1&period=2025-02')
  expect(body.rows).toMatchObject([
    {
      ownerId: 'R1',
      actual: '1100.0000',
      quota: '1000.0000',
      attainment: '1.100000',
      asClosedActual: '1000.0000',
      ppa: '100.0000',
    },
  ])
  expect(headers).toMatchObject({ 'daybook-known-at': '13 2025-03-06T15:00:00Z', 'daybook-kpi-version': '1' })
  const again = await book.get('/v1/reports/sales-vs-quota?scope=rep&entity=R1&period=2025-02', {
    'if-none-match': String(headers.etag),
  })
  expect(again.status).toBe(304)
  const then = await book.get('/v1/reports/sales-vs-quota?scope=rep&entity=R1&period=2025-02&knownAt=position:10')
  expect(then.body.rows).toMatchObject([{ actual: '1000.0000', asClosedActual: null }])
})

test('a report is exported with its text guarded and its numbers left', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { headers, text } = await book.get('/v1/reports/overdue-buyers.csv?top=5&asOf=2025-04-01')
  const [header, ...lines] = text.slice(1).trim().split('\r\n')
  expect(header?.split(',').slice(0, 4)).toEqual(['rank', 'accountId', 'accountName', 'designation'])
  expect(lines.find((line) => line.includes(',A1,'))).toMatch(/^1,A1,'=Delta,KEY,R1,1700\.0000,/)
  expect(headers).toMatchObject({
    'content-disposition': 'attachment; filename="overdue-buyers_asof-2025-04-01_pos-13.csv"',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  const rows = await book.get('/v1/reports/overdue-buyers?top=5&asOf=2025-04-01', { accept: 'application/x-ndjson' })
  expect(
    rows.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).accountName),
  ).toContain('=Delta')
})

test('a report is sorted, narrowed, paged in that order, and exported raw', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const asked = '/v1/reports/overdue-buyers?asOf=2025-04-01&sort=r12Sales&fields=accountName,r12Sales'
  const rows = [
    { accountName: 'Epsilon', r12Sales: '550.0000' },
    { accountName: '=Delta', r12Sales: '1700.0000' },
  ]
  const whole = (await book.get(asked)).body
  expect([whole.columns.map(({ id }: { readonly id: string }) => id), whole.rows]).toEqual([['accountName', 'r12Sales'], rows])
  const first = (await book.get(`${asked}&limit=1`)).body
  expect([first.rows, (await book.get(`${asked}&limit=1&cursor=${first.nextCursor}`)).body.rows]).toEqual([[rows[0]], [rows[1]]])
  const raw = await book.get(`${asked.replace('buyers?', 'buyers.csv?')}&raw=true`)
  expect(raw.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
  expect(raw.text).toBe(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const unknown = await book.get('/v1/reports/overdue-buyers?sort=luck')
  expect([unknown.status, unknown.body.errors]).toEqual([400, [expect.objectContaining({ parameter: 'sort' })]])
})

test('a report is paged at one state', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const first = (await book.get('/v1/reports/overdue-buyers?limit=1')).body
  expect(first.rows).toHaveLength(1)
  const second = (await book.get(`/v1/reports/overdue-buyers?limit=1&cursor=${first.nextCursor}`)).body
  expect([second.rows.length, second.nextCursor, second.knownAt]).toEqual([1, undefined, first.knownAt])
})

test('what the intake has put aside is in no tag', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  for (const suffix of ['', '.csv']) {
    const { status, headers } = await book.get(`/v1/reports/data-quality${suffix}`)
    expect([status, headers.etag, headers['daybook-watermark']]).toEqual([200, undefined, '13'])
  }
})

test('a report without rows says why, and where rows come from', async () => {
  await using book = await openBook()
  const note = async (address: string): Promise<string | undefined> => (await book.get(`/v1/${address}`)).body.note
  expect(await note('reports/wallet?asOf=2025-03-31')).toBe(
    'The book is empty: daybook import FILE, or POST /v1/events, begins it.',
  )
  await book.bring(smallBook)
  expect(await note('reports/overdue-buyers?asOf=2025-03-31')).toBeUndefined()
  expect(await note('reports/overdue-buyers?asOf=2025-03-31&scope=rep&entity=R9')).toBe(
    'There are no rows for scope rep and entity R9 as of 2025-03-31. Its rows come from OrderAccepted (daybook import FILE, or POST /v1/events).',
  )
  expect(await note('reports/wallet?asOf=2025-03-31')).toBe(
    'There are no rows as of 2025-03-31. Its rows come from WalletEstimated (POST /v1/accounts/{accountId}/wallet).',
  )
  expect(await note('reports/wallet?asOf=2026-03-31')).toContain('The last event was recorded on 2025-03-06: an asOf up to then')
  expect(await note('reports/wallet?knownAt=2001-01-01T00:00:00Z')).toBe(
    'Nothing was recorded by then: ask with a later knownAt.',
  )
  expect(await note('reports/data-quality?asOf=2024-01-01')).toMatch(
    /nothing is put aside, and nothing recorded looks doubtful\.$/,
  )
})

test('a KPI that nobody has anything of says so, and one that is asked for by name has its row', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get('/v1/kpis/net-sales?scope=account&period=2030-01&asOf=2025-03-31')
  expect(body).toMatchObject({
    rows: [],
    note: 'No account has anything of net-sales in the periods asked for, as of 2025-03-31. One that entity names has its row all the same.',
  })
  const named = await book.get('/v1/kpis/net-sales?scope=account&entity=A1&period=2030-01&asOf=2025-03-31')
  expect([named.body.rows, named.body.note]).toEqual([[expect.objectContaining({ entity: 'A1', value: '0.0000' })], undefined])
})

test('a report that there is not, and parameters that are not its own', async () => {
  await using book = await openBook()
  const unknown = await book.get('/v1/reports/sales-vs-quotas')
  expect([unknown.status, unknown.body.detail]).toEqual([404, 'there is no report sales-vs-quotas; did you mean sales-vs-quota?'])
  const { status, body } = await book.get('/v1/reports/overdue-buyers?Top=5&rankBy=luck')
  expect([status, body.code]).toEqual([400, 'invalid-request'])
  expect(body.errors).toContainEqual({ parameter: 'Top', detail: 'is not a parameter; did you mean top?' })
  expect(body.errors).toContainEqual(expect.objectContaining({ parameter: 'rankBy' }))
  const period = await book.get('/v1/reports/sales-vs-quota?period=2025-13')
  expect([period.status, period.body.code]).toEqual([400, 'unknown-period'])
  const format = await book.get('/v1/reports/sales-vs-quota.doc')
  expect([format.status, format.body.code]).toEqual([406, 'not-acceptable'])
})

type Golden = {
  readonly report?: string
  readonly scope: string | null
  readonly entity: string
  readonly period: string | null
  readonly asOf: string
  readonly knownAt: string
  readonly params?: Readonly<Record<string, string | number>>
  readonly value: Readonly<Record<string, unknown>> | null
}

test.skipIf(fx1Events === null || fx1Answers === null)('the golden book reports over HTTP what it must', async () => {
  await using book = await openBook(Date.UTC(2026, 0, 1))
  await book.bring(readFileSync(fx1Events ?? '', 'utf8'))
  const all: readonly Golden[] = JSON.parse(readFileSync(fx1Answers ?? '', 'utf8'))
  const golden = all.filter(({ report, scope, value }) => report === 'sales-vs-quota' && scope === 'rep' && value !== null)
  for (const { report, scope, entity, period, asOf, knownAt, value } of golden) {
    const query = new URLSearchParams({ scope: scope ?? '', entity, period: period ?? '', asOf, knownAt })
    const { body } = await book.get(`/v1/reports/${report}?${query}`)
    expect(body.rows).toMatchObject([{ ownerId: entity, ...value }])
  }
  expect(golden.length).toBeGreaterThan(3)
})
