import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { expect, test } from 'vitest'
import { openBook, smallBook } from './api-book.ts'
import { asRead, type ReadSheet, readWorkbook } from './read-xlsx.ts'

type Book = Awaited<ReturnType<typeof openBook>>

const april = 'asOf=2025-04-01'

const filled = async (): Promise<Book> => {
  const book = await openBook()
  await book.bring(smallBook)
  return book
}

const workbookAt = async ({ app }: Book, url: string, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await app.inject({ url, headers })
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([
    200,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ])
  return { sheets: await readWorkbook(answer.rawPayload), headers: answer.headers }
}

const aboutOf = (sheets: ReadonlyMap<string, ReadSheet>): Readonly<Record<string, unknown>> =>
  Object.fromEntries((sheets.get('About')?.rows ?? []).map(({ property, value }) => [property, value]))

type Answered = {
  readonly columns: readonly { readonly id: string; readonly type: string }[]
  readonly rows: readonly Record<string, unknown>[]
}

const rowsAsRead = ({ columns, rows }: Answered) =>
  rows.map((row) => Object.fromEntries(columns.map(({ id, type }) => [id, asRead(row[id], type)])))

test('a workbook holds what the report answers, as numbers, dates and text', async () => {
  await using book = await filled()
  for (const name of ['overdue-buyers', 'sales-vs-quota', 'assignment-history']) {
    const asked = name === 'sales-vs-quota' ? `period=2025-02&${april}` : april
    const { body } = await book.get(`/v1/reports/${name}?${asked}`)
    const { sheets } = await workbookAt(book, `/v1/reports/${name}.xlsx?${asked}`)
    expect([...sheets.keys()]).toEqual([name, 'About', 'Why'])
    expect(sheets.get(name)?.header).toEqual(body.columns.map(({ id }: { readonly id: string }) => id))
    expect(sheets.get(name)?.rows).toEqual(rowsAsRead(body))
    expect(body.rows.length).toBeGreaterThan(0)
  }
})

test('an account called like a formula is text, and an amount below zero a number', async () => {
  await using book = await filled()
  await book.bring(
    `${JSON.stringify({
      specversion: '1.0',
      id: 'C1',
      source: 'erp',
      type: 'CreditNoteIssued',
      recordedtime: '2025-03-20T18:00:00Z',
      data: { creditNoteId: 'C1', accountId: 'A2', effectiveOn: '2025-03-20', currency: 'USD', net: '500.0000' },
    })}\n`,
  )
  const overdue = await workbookAt(book, `/v1/reports/overdue-buyers.xlsx?${april}`)
  expect(overdue.sheets.get('overdue-buyers')?.rows.map(({ accountName }) => accountName)).toContain('=Delta')
  const { sheets } = await workbookAt(book, `/v1/kpis/net-sales.xlsx?scope=account&period=2025-03&${april}`)
  expect(sheets.get('net-sales')?.rows).toMatchObject([
    { entity: 'A2', period: '2025-03', value: -500, unit: 'USD', reason: null },
  ])
})

test('the sheet About says what the export is, and its hash is that of the rows', async () => {
  await using book = await filled()
  const asked = `scope=rep&entity=R1&period=2025-02&${april}`
  const { body } = await book.get(`/v1/reports/sales-vs-quota?${asked}`)
  const { sheets, headers } = await workbookAt(book, `/v1/reports/sales-vs-quota.xlsx?${asked}`)
  const about = aboutOf(sheets)
  expect(about).toMatchObject({
    'as of': '2025-04-01',
    'known at position': '13',
    'known at': '2025-03-06T15:00:00Z',
    title: 'Sales against quota',
    version: 1,
    'parameter scope': 'rep',
    'parameter entity': 'R1',
    rows: 1,
    'rows left out': 0,
    'excluded quarantined': 'not known to the process that made this: it has no intake',
    'excluded unconvertible': 0,
    'flagged late': 1,
    'policy credit-rule': 'named-on-order (default)',
    'column attainment': 'Attainment',
  })
  expect(about['content hash']).toBe(
    `sha256:${createHash('sha256')
      .update(canonicalize(body.rows) ?? '')
      .digest('hex')}`,
  )
  expect((await book.get(String(about['same as JSON']))).body.rows).toEqual(body.rows)
  expect(headers['content-disposition']).toBe('attachment; filename="sales-vs-quota_rep-R1_2025-02_asof-2025-04-01_pos-13.xlsx"')
})

test('the sheet About counts what was put aside and stands in no figure', async () => {
  const item = { kind: 'quarantined' as const, accountId: 'A9', eventId: null, note: 'unknown-account: erp O99' }
  await using book = await openBook(Date.UTC(2025, 3, 1, 12), { held: async () => [item, { ...item, kind: 'conflict' }, item] })
  await book.bring(smallBook)
  const { sheets, headers } = await workbookAt(book, `/v1/reports/business-plan.xlsx?${april}`)
  expect(aboutOf(sheets)).toMatchObject({ 'excluded quarantined': 2, 'excluded conflict': 1 })
  expect(headers.etag).toBeUndefined()
})

test('the sheet Why holds the entries of each cell, which add up to it', async () => {
  await using book = await filled()
  const { sheets } = await workbookAt(book, `/v1/kpis/net-sales.xlsx?scope=rep&period=2025-02&${april}`)
  const values = sheets.get('net-sales')?.rows ?? []
  const why = sheets.get('Why')?.rows ?? []
  expect(values.map(({ entity, value }) => [entity, value])).toEqual([
    ['R1', 1100],
    ['R2', 550],
  ])
  for (const { entity, value } of values) {
    const own = why.filter((entry) => entry.entity === entity)
    expect(own.reduce((sum, { delta }) => sum + Number(delta), 0)).toBe(value)
  }
  expect(why.find(({ type }) => type === 'OrderCorrected')).toMatchObject({
    kpi: 'net-sales',
    reason: 'correction',
    source: 'erp',
  })
  const about = aboutOf(sheets)
  expect(about['contributing events']).toBe(String(why.length))
})

test('both sides of a ratio stand behind it, and events that a report names behind the report', async () => {
  await using book = await filled()
  const ratio = await workbookAt(book, `/v1/kpis/quota-attainment.xlsx?scope=rep&entity=R1&period=2025-02&${april}`)
  const sides = new Set(ratio.sheets.get('Why')?.rows.map(({ kpi }) => kpi))
  expect(sides).toEqual(new Set(['net-sales', 'quota']))
  expect(aboutOf(ratio.sheets)['explained at']).toMatch(
    /^\/v1\/kpis\/quota-attainment\/explain\?scope=rep&entity=R1&period=2025-02/,
  )
  const report = await workbookAt(book, `/v1/reports/sales-vs-quota.xlsx?scope=rep&entity=R1&period=2025-02&${april}`)
  const types = report.sheets.get('Why')?.rows.map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['QuotaSet', 'OrderAccepted', 'OrderCorrected']))
})

test('a workbook is asked for by Accept as well', async () => {
  await using book = await filled()
  const accept = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const { sheets } = await workbookAt(book, `/v1/reports/lost-accounts?${april}`, { accept })
  expect(sheets.get('lost-accounts')?.rows).toEqual([])
  expect(sheets.get('Why')?.rows[0]?.kpi).toMatch(/^No event/)
})

test('a large workbook, made beside the thread that answers, holds the same', async () => {
  await using book = await filled()
  const entities = Array.from({ length: 60 }, (_, place) => `entity=A${place + 1}`).join('&')
  const asked = `scope=account&${entities}&from=2020-04&to=2025-03&${april}`
  const { body } = await book.get(`/v1/kpis/net-sales?${asked}`)
  const { sheets } = await workbookAt(book, `/v1/kpis/net-sales.xlsx?${asked}`)
  const rows = sheets.get('net-sales')?.rows.map(({ entity, period, value }) => ({ entity, period, value }))
  type Cell = { readonly entity: string; readonly period: string; readonly value: string }
  expect(rows).toEqual(body.rows.map(({ entity, period, value }: Cell) => ({ entity, period, value: Number(value) })))
  expect(rows).toHaveLength(3_600)
})

test('a workbook that would not hold all rows is refused, and CSV gives them', async () => {
  await using book = await filled()
  const entities = Array.from({ length: 60 }, (_, place) => `entity=A${place + 1}`).join('&')
  const asked = `scope=account&${entities}&from=1980-01&to=2060-12&${april}`
  const { status, body } = await book.get(`/v1/kpis/net-sales.xlsx?${asked}`)
  expect([status, body.code, body.limit, body.rows]).toEqual([413, 'export-too-large', 50_000, 58_320])
  expect(body.detail).toContain('.csv')
  const lines = (await book.get(`/v1/kpis/net-sales.csv?${asked}`)).text.trimEnd().split('\r\n')
  expect(lines).toHaveLength(58_321)
})

test('CSV gives the same rows as JSON for everyone, entity by entity', async () => {
  await using book = await filled()
  const asked = `scope=account&from=2025-01&to=2025-03&${april}`
  const { body } = await book.get(`/v1/kpis/net-sales?${asked}`)
  const lines = (await book.get(`/v1/kpis/net-sales.ndjson?${asked}`)).text.trimEnd().split('\n')
  const values = lines.map((line) => JSON.parse(line)).map(({ entity, period, value }) => ({ entity, period, value }))
  expect(values).toEqual(body.rows)
})

test('CSV may be as a country reads it', async () => {
  await using book = await filled()
  const { text } = await book.get(`/v1/reports/sales-vs-quota.csv?locale=de&scope=rep&entity=R1&period=2025-02&${april}`)
  const [header, line] = text.slice(1).split('\r\n')
  expect(header).toContain('ownerType;ownerId;period')
  expect(line).toContain('rep;R1;2025-02;1100,0000;1000,0000;100,0000;1,100000')
  const wrong = await book.get('/v1/reports/sales-vs-quota?locale=de')
  expect([wrong.status, wrong.body.errors]).toEqual([400, [expect.objectContaining({ parameter: 'locale' })]])
})
