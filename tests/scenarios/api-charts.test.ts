import { reports } from '@daybook/projections'
import { expect, test } from 'vitest'
import { liveParts, xmlProblems } from '../fixtures/well-formed.ts'
import { openBook, smallBook } from './api-book.ts'

const april = 'asOf=2025-04-01'
const charts = reports.flatMap(({ name, charts: own = [] }) => own.map((chart) => ({ report: name, ...chart })))

test('every chart of every report is one sound document, for a book with nothing in it as well', async () => {
  await using book = await openBook()
  for (const required of ['', smallBook]) {
    if (required !== '') await book.bring(required)
    for (const { report, name, title } of charts) {
      const { status, headers, text } = await book.get(`/v1/reports/${report}.svg?chart=${name}&${april}`)
      expect([report, name, status, headers['content-type']]).toEqual([report, name, 200, 'image/svg+xml; charset=utf-8'])
      expect([report, name, xmlProblems(text), liveParts(text)]).toEqual([report, name, [], []])
      expect(text).toContain(`<title id="chart-title">${title} · `)
      expect(text).toContain('as of 2025-04-01 · known ')
    }
  }
})

test('a chart says whose it is, of which periods, at which times and on which basis, and nothing in it is run', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { headers, text } = await book.get(
    `/v1/reports/sales-vs-quota.svg?scope=rep&entity=R1&period=2025-01&period=2025-02&${april}`,
  )
  expect(text).toContain(
    'Net sales against quota · rep R1 · 2025-01 to 2025-02 · as of 2025-04-01 · known at position 13 (2025-03-06T15:00:00Z) · basis bookings, USD, by who is credited',
  )
  expect(headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'")
  expect(text).toContain('>+100</text>')
})

test('the exact data of a chart are the same address in another form', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  for (const { report, name, columns } of charts) {
    const { body } = await book.get(`/v1/reports/${report}?chart=${name}&${april}`)
    expect([report, name, body.chart]).toEqual([report, name, name])
    expect(body.columns.map(({ id }: { readonly id: string }) => id)).toEqual(columns.map(({ id }) => id))
    const { text } = await book.get(`/v1/reports/${report}.ndjson?chart=${name}&${april}`)
    const lines = text === '' ? [] : text.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(body.rows)
  }
})

test('the same picture at the same times is sent once', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const first = await book.get(`/v1/reports/monthly-buying-accounts.svg?${april}`)
  const again = await book.get(`/v1/reports/monthly-buying-accounts.svg?${april}`, {
    'if-none-match': String(first.headers.etag),
  })
  expect([first.status, again.status]).toEqual([200, 304])
  expect((await book.get(`/v1/reports/monthly-buying-accounts.svg?${april}`)).text).toBe(first.text)
})

test('the course of a KPI is drawn: what stood at the close, what came since, and nothing where there is nothing', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { text, headers } = await book.get(`/v1/kpis/net-sales.svg?scope=rep&entity=R1&from=2025-01&to=2025-03&${april}`)
  expect([xmlProblems(text), liveParts(text)]).toEqual([[], []])
  expect(text).toContain('<title id="chart-title">Net sales · rep R1 · 2025-01 to 2025-03 · as of 2025-04-01')
  expect(text).toContain('>+100</text>')
  expect(text).toContain('lowest 0.0000 in 2025-03')
  expect(headers['content-disposition']).toBe('inline; filename="net-sales_rep-R1_asof-2025-04-01_pos-13.svg"')
  const year = await book.get(`/v1/kpis/net-sales.svg?${april}`)
  expect(year.text).toContain('Net sales · org · 2024-05 to 2025-04')
  const none = await book.get(`/v1/kpis/quota-attainment.svg?scope=rep&entity=R2&${april}`)
  expect(none.text).toContain('none of the 12 rows has a value (no-quota).')
})

test('a chart that nobody could read is refused, and so is one that there is not', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const entities = Array.from({ length: 21 }, (_, place) => `entity=R${place}`).join('&')
  const crowded = await book.get(`/v1/reports/sales-vs-quota.svg?scope=rep&${entities}&${april}`)
  expect([crowded.status, crowded.body.code, crowded.body.limit]).toEqual([413, 'answer-too-large', 20])
  const unknown = await book.get('/v1/reports/sales-vs-quota.svg?chart=monthli')
  expect([unknown.status, unknown.body.code, unknown.body.detail]).toEqual([
    404,
    'unknown-chart',
    'there is no chart monthli; did you mean monthly?',
  ])
  const none = await book.get('/v1/reports/data-quality.svg')
  expect([none.status, none.body.code]).toEqual([406, 'not-acceptable'])
  const fields = await book.get('/v1/reports/sales-vs-quota.svg?fields=actual')
  expect([fields.status, fields.body.errors]).toEqual([400, [expect.objectContaining({ parameter: 'fields' })]])
})
