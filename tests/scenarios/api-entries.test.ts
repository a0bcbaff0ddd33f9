import { expect, test } from 'vitest'
import { openBook, smallBook } from './api-book.ts'

const february = 'scope=rep&entity=R1&period=2025-02'

type Line = { readonly position: string; readonly delta: string; readonly total: string; readonly reason: string }

test('an explanation adds up, and names the events it rests on', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { status, body } = await book.get(`/v1/kpis/net-sales/explain?${february}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    kpi: 'net-sales',
    scope: 'rep',
    entity: 'R1',
    period: '2025-02',
    knownAt: { position: '13', recordedAt: '2025-03-06T15:00:00Z' },
    value: '1100.0000',
    formula: { op: 'sum', of: 'entries', result: '1100.0000' },
    byReason: { order: '1000.0000', correction: '100.0000' },
    entriesTotal: 3,
    nextCursor: null,
    close: { asClosed: '1000.0000', current: '1100.0000', adjustment: '100.0000' },
    completeness: { events: '14', dense: true, incomplete: [] },
  })
  expect(body.entries.map(({ position, delta, total, reason }: Line) => [position, delta, total, reason])).toEqual([
    ['8', '1000.0000', '1000.0000', 'order'],
    ['13', '-1000.0000', '0.0000', 'correction'],
    ['13', '1100.0000', '1100.0000', 'correction'],
  ])
  const events = await Promise.all(body.entries[0].because.map(({ href }: { readonly href: string }) => book.get(href)))
  expect(events.map(({ body: { type, id } }) => `${type} ${id}`)).toEqual([
    'AccountAssigned AccountAssigned-4',
    'OrderAccepted O2',
  ])
})

test('an explanation is paged at one state, whatever is recorded meanwhile', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const first = (await book.get(`/v1/kpis/net-sales/explain?${february}&limit=2`)).body
  expect([first.entries.length, first.entriesTotal]).toEqual([2, 3])
  const headers = { 'content-type': 'application/json' }
  const late = { orderId: 'O9', accountId: 'A1', effectiveOn: '2025-02-20', currency: 'USD', net: '7.0000' }
  const event = { specversion: '1.0', id: 'O9', source: 'erp', type: 'OrderAccepted', data: late }
  const sent = await book.app.inject({ method: 'POST', url: '/v1/events', headers, payload: event })
  expect((await book.get(`/v1/kpis/net-sales?${february}&minPosition=${sent.json().position}`)).body.rows[0].value).toBe(
    '1107.0000',
  )
  const second = (await book.get(`/v1/kpis/net-sales/explain?${february}&limit=2&cursor=${first.nextCursor}`)).body
  expect(second).toMatchObject({ knownAt: first.knownAt, value: '1100.0000', entriesTotal: 3, nextCursor: null })
  expect(second.entries.map(({ position }: Line) => position)).toEqual(['13'])
  const other = await book.get(`/v1/kpis/orders/explain?${february}&limit=2&cursor=${first.nextCursor}`)
  expect([other.status, other.body.code]).toEqual([400, 'bad-cursor'])
})

test('a ratio is explained by its two sides, each with its own explanation', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get(`/v1/kpis/average-order-size/explain?${february}`)
  expect(body).toMatchObject({
    value: '1100.0000',
    formula: { op: 'divide', left: { kpi: 'gross-sales' }, right: { kpi: 'orders', value: 1 } },
  })
  expect(body.entries).toEqual([])
  expect((await book.get(body.formula.right.explain)).body).toMatchObject({ kpi: 'orders', value: 1, knownAt: body.knownAt })
})

test('a replay leads to the value, page by page or line by line', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get(`/v1/kpis/net-sales/replay?${february}&limit=2`)
  expect([body.value, body.stepsTotal, body.steps.length]).toEqual(['1100.0000', 3, 2])
  const last = (await book.get(`/v1/kpis/net-sales/replay?${february}&limit=2&cursor=${body.nextCursor}`)).body
  expect(last.steps).toMatchObject([{ step: 3, position: '13', event: { type: 'OrderCorrected' }, valueAfter: '1100.0000' }])
  expect(last.nextCursor).toBeNull()
  const lines = await book.get(`/v1/kpis/net-sales/replay?${february}`, { accept: 'application/x-ndjson' })
  expect(lines.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
  expect(
    lines.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).valueAfter),
  ).toEqual(['1000.0000', '0.0000', '1100.0000'])
  const between = (await book.get(`/v1/kpis/net-sales/replay?${february}&from=9&to=13`)).body
  expect(between.steps.map(({ step }: { readonly step: number }) => step)).toEqual([2, 3])
})

test('a difference tells by reason what came between two moments', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get('/v1/kpis/net-sales/diff?period=2025-02&fromKnownAt=2025-03-02T00:00:00Z')
  expect(body).toMatchObject({
    scope: 'org',
    from: { value: '1300.0000', knownAt: { position: '9', recordedAt: '2025-02-14T18:00:00Z' } },
    to: { value: '1650.0000', knownAt: { position: '13' } },
    difference: '350.0000',
    byReason: { order: '250.0000', correction: '100.0000' },
    entriesTotal: 3,
  })
  const sinceClose = await book.get('/v1/kpis/net-sales/diff?period=2025-02&fromKnownAt=close:2025-02')
  expect(sinceClose.body).toMatchObject({ difference: '100.0000', byReason: { correction: '100.0000' } })
  const open = await book.get('/v1/kpis/net-sales/diff?period=2025-03&fromKnownAt=close:2025-03')
  expect([open.status, open.body.code]).toEqual([409, 'period-not-closed'])
})

test('a difference between two business days is taken at one state', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get('/v1/kpis/net-sales/diff?period=2025-02&fromAsOf=2025-02-10&toAsOf=2025-02-28')
  expect(body).toMatchObject({
    asOf: '2025-02-28',
    from: { asOf: '2025-02-10', value: '1100.0000', knownAt: { position: '13' } },
    to: { asOf: '2025-02-28', value: '1650.0000', knownAt: { position: '13' } },
    difference: '550.0000',
  })
})

test('a difference of a whole KPI has a row for each cell that differs, and is paged', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const query = 'scope=rep&period=2025-02&fromKnownAt=2025-03-02T00:00:00Z&limit=1'
  const { body } = await book.get(`/v1/kpis/net-sales/diff?${query}`)
  expect(body.rows).toEqual([{ entity: 'R1', period: '2025-02', from: '1000.0000', to: '1100.0000', difference: '100.0000' }])
  const next = (await book.get(`/v1/kpis/net-sales/diff?${query}&cursor=${body.nextCursor}`)).body
  expect(next.rows).toEqual([{ entity: 'R2', period: '2025-02', from: '300.0000', to: '550.0000', difference: '250.0000' }])
  expect([next.rowsTotal, next.nextCursor, next.from, next.to]).toEqual([2, null, body.from, body.to])
})

test('a value is verified against the raw events', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body, headers } = await book.get(`/v1/kpis/quota-attainment/verify?${february}&knownAt=position:13`)
  expect(body).toMatchObject({
    served: '1.100000',
    folded: '1.100000',
    equal: true,
    firstDivergence: null,
    derivation: { ok: true, events: '14' },
    completeness: { ok: true },
  })
  expect(headers['cache-control']).toBe('no-store')
})

test('an event tells what it moved', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const [correction] = (await book.get('/v1/events?order=desc&limit=1')).body.items
  const { body } = await book.get(`${correction.href}/impact`)
  const netSales = body.kpis.find(({ kpi }: { readonly kpi: string }) => kpi === 'net-sales')
  expect(body).toMatchObject({ position: '13', event: { type: 'OrderCorrected' }, unmoved: null })
  expect(netSales.cells).toContainEqual(
    expect.objectContaining({ scope: 'rep', entity: 'R1', period: '2025-02', before: '1000.0000', after: '1100.0000' }),
  )
  const [hired] = (await book.get('/v1/events?limit=1')).body.items
  expect((await book.get(`${hired.href}/impact`)).body.kpis).toEqual([])
})

test.each([
  ['explain?scope=rep', 'entity'],
  ['replay?scope=rep&period=2025-02', 'entity'],
  ['verify?scope=org&entity=R1', 'entity'],
  ['diff?scope=org', 'fromKnownAt'],
  ['diff?scope=org&entity=R1&fromAsOf=2025-01-01', 'entity'],
  ['explain?scope=rep&entity=R1&entity=R2', 'entity'],
  ['explain?limit=0', 'limit'],
])('%s does not name one cell', async (question, parameter) => {
  await using book = await openBook()
  const { status, body } = await book.get(`/v1/kpis/net-sales/${question}`)
  expect([status, body.code, body.errors[0].parameter]).toEqual([400, 'invalid-request', parameter])
})

test('an explanation that the caller has is not sent again', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  for (const question of ['explain?', 'replay?', 'diff?fromKnownAt=position:9&']) {
    const url = `/v1/kpis/net-sales/${question}${question.startsWith('diff') ? 'period=2025-02' : february}`
    const { headers, status } = await book.get(url)
    expect(status).toBe(200)
    expect((await book.get(url, { 'if-none-match': String(headers.etag) })).status).toBe(304)
  }
})
