import { reports, workbooks } from '@daybook/projections'
import { expect, test } from 'vitest'
import { openBook, smallBook } from './api-book.ts'
import { asRead, readWorkbook } from './read-xlsx.ts'

const april = 'asOf=2025-04-01'
type Sheet = {
  readonly report: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly columns: readonly { readonly id: string; readonly type: string }[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

test('a workbook is its reports at one pair of times, with a cover that prints both', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get(`/v1/reports/business-plan?${april}`)
  expect(body).toMatchObject({ workbook: 'business-plan', asOf: '2025-04-01', knownAt: { position: '13' } })
  const answer = await book.app.inject({ url: `/v1/reports/business-plan.xlsx?${april}` })
  const sheets = await readWorkbook(answer.rawPayload)
  const names = body.sheets.map(({ report }: Sheet) => report)
  expect([...sheets.keys()]).toEqual(['Cover', ...names, 'About', 'Why'])
  const cover = Object.fromEntries((sheets.get('Cover')?.rows ?? []).map(({ property, value }) => [property, value]))
  expect(cover).toMatchObject({
    title: 'Business plan',
    'as of': '2025-04-01',
    'known at position': '13',
    'known at': '2025-03-06T15:00:00Z',
  })
  for (const { report, columns, rows } of body.sheets as readonly Sheet[])
    expect(sheets.get(report)?.rows).toEqual(
      rows.map((row) => Object.fromEntries(columns.map(({ id, type }) => [id, asRead(row[id], type)]))),
    )
  expect(answer.headers['content-disposition']).toBe('attachment; filename="business-plan_asof-2025-04-01_pos-13.xlsx"')
})

test('each sheet is the report with the parameters that the answer tells', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const { body } = await book.get(`/v1/reports/business-plan?${april}&scope=rep&entity=R1&period=2025-02`)
  for (const { report, parameters, rows } of body.sheets as readonly Sheet[]) {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(parameters)) for (const one of [value].flat()) query.append(name, String(one))
    const alone = await book.get(`/v1/reports/${report}?${query}&${april}&knownAt=position:13`)
    expect([report, rows]).toEqual([report, alone.body.rows])
  }
  const quotas = (body.sheets as readonly Sheet[]).find(({ report }) => report === 'sales-vs-quota')
  expect(quotas?.rows).toMatchObject([{ ownerId: 'R1', period: '2025-02', actual: '1100.0000' }])
})

test('workbooks are listed beside the reports', async () => {
  await using book = await openBook()
  const { body } = await book.get('/v1/reports')
  expect(body.workbooks.map(({ name }: { readonly name: string }) => name)).toEqual(workbooks.map(({ name }) => name))
  const [plan] = body.workbooks
  expect(plan).toMatchObject({ name: 'business-plan', href: '/v1/reports/business-plan.xlsx' })
  const names = reports.map(({ name }) => name)
  expect(plan.sheets.every((sheet: string) => names.includes(sheet))).toBe(true)
})

test('a workbook is no table, and takes no parameters of tables', async () => {
  await using book = await openBook()
  const asTable = await book.get('/v1/reports/business-plan.csv')
  expect([asTable.status, asTable.body.code]).toEqual([406, 'not-acceptable'])
  const sorted = await book.get('/v1/reports/business-plan?sort=actual')
  expect([sorted.status, sorted.body.errors]).toEqual([400, [expect.objectContaining({ parameter: 'sort' })]])
  const unknown = await book.get('/v1/reports/business-plan?scop=rep')
  expect(unknown.body.errors).toEqual([{ parameter: 'scop', detail: 'is not a parameter; did you mean scope?' }])
  const period = await book.get('/v1/reports/business-plan?period=2025-13')
  expect([period.status, period.body.code]).toEqual([400, 'unknown-period'])
})

test('a book with nothing in it has a plan with nothing in it', async () => {
  await using book = await openBook()
  const answer = await book.app.inject({ url: `/v1/reports/business-plan.xlsx?${april}` })
  expect(answer.statusCode).toBe(200)
  expect((await readWorkbook(answer.rawPayload)).get('lost-accounts')?.rows).toEqual([])
})
