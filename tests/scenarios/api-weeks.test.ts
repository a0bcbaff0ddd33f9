import { afterAll, expect, test } from 'vitest'
import { openBook } from './api-book.ts'

const said = (recorded: string, type: string, data: Readonly<Record<string, unknown>>): string => {
  const recordedtime = `${recorded}T09:00:00Z`
  const id = `${type} ${Object.values(data)[0]} ${recorded}`
  return JSON.stringify({ specversion: '1.0', id, source: 'crm', type, recordedtime, data: { effectiveOn: recorded, ...data } })
}

const order = (on: string, net: string) => said(on, 'OrderAccepted', { orderId: on, accountId: 'A1', currency: 'USD', net })

// Fiscal 2023 has 53 weeks: its month P01 is 29 January to 25 February, and, without its first week, 5 February to 4 March.
const events = [
  said('2022-12-01', 'FiscalCalendarDefined', {
    fromFiscalYear: 2023,
    generator: '4-5-4',
    yearStartsOn: '2023-01-29',
    extraWeek: [2023],
  }),
  said('2022-12-02', 'RepHired', { repId: 'R1', name: 'Ada', teamId: 'T1' }),
  said('2022-12-03', 'AccountRegistered', { accountId: 'A1', name: 'Delta', industry: 'MFG' }),
  said('2022-12-04', 'AccountAssigned', { accountId: 'A1', repId: 'R1' }),
  order('2023-01-30', '1000'),
  order('2023-02-06', '200'),
  order('2023-03-01', '50'),
  order('2024-02-06', '500'),
  said('2024-03-10', 'PolicySet', { policyId: 'year-comparison', value: 'nrf-restated', effectiveOn: '2024-02-04' }),
]

const book = await openBook(Date.UTC(2024, 2, 20))
await book.bring(events.join('\n'))
afterAll(() => book[Symbol.asyncDispose]())

const before = 'knownAt=2024-03-09T00:00:00Z'
const cell = 'scope=rep&entity=R1&period=FY2024-P01&asOf=2024-03-02'

test('the weeks of a period stand beside its value, in every form', async () => {
  const { body } = await book.get('/v1/kpis/net-sales?from=FY2023-P11&to=FY2024-P01&asOf=2024-03-02')
  expect(body.rows.map((row: { weeksInPeriod: number }) => row.weeksInPeriod)).toEqual([5, 5, 4])
  const year = await book.get('/v1/kpis/net-sales?period=FY2023&asOf=2024-03-02')
  expect(year.body.rows).toMatchObject([{ value: '1250.0000', weeksInPeriod: 53 }])
  expect((await book.get('/v1/kpis/net-sales.csv?period=2023-Q4&asOf=2024-03-02')).text).toMatch(/,weeksInPeriod\r\n.*,14\r\n$/)
  expect((await book.get('/v1/kpis/net-sales/explain?period=FY2023-P12&asOf=2024-03-02')).body.weeksInPeriod).toBe(5)
})

test('a comparison is by the id of the period until the book says that it is restated', async () => {
  const of = async (kpi: string, times = '') => (await book.get(`/v1/kpis/${kpi}?${cell}&${times}`)).body.rows[0].value
  expect([await of('previous-year-sales', before), await of('sales-growth', before)]).toEqual(['1200.0000', '-0.583333'])
  expect([await of('previous-year-sales'), await of('sales-growth')]).toEqual(['250.0000', '1.000000'])
  const report = (times: string) =>
    book
      .get(`/v1/reports/industry-analysis?period=FY2024-P01&asOf=2024-03-02&${times}`)
      .then(({ body }) => body.rows[0].yoyGrowth)
  expect([await report(before), await report('')]).toEqual(['-0.583333', '1.000000'])
})

test('the explanation names the rule and the days, each step leads to the value, and folded anew it is the same', async () => {
  const { body } = await book.get(`/v1/kpis/previous-year-sales/explain?${cell}`)
  expect(body.policies).toContainEqual(expect.objectContaining({ policyId: 'year-comparison', value: 'nrf-restated' }))
  expect(body.formula).toMatchObject({
    operands: [{ name: 'before', kpi: 'net-sales', period: '2023-02-05/2023-03-04', value: '250.0000', parts: 2 }],
    notes: { weeksInPeriod: '4', weeksBefore: '4' },
  })
  for (const kpi of ['previous-year-sales', 'sales-growth']) {
    expect((await book.get(`/v1/kpis/${kpi}/verify?${cell}`)).body).toMatchObject({ equal: true })
    const replay = (await book.get(`/v1/kpis/${kpi}/replay?${cell}`)).body
    expect(replay.steps.at(-1).valueAfter).toBe(replay.value)
  }
  const diff = await book.get(
    `/v1/kpis/previous-year-sales/diff?${cell}&fromKnownAt=2024-03-09T00:00:00Z&toKnownAt=2024-03-11T00:00:00Z`,
  )
  expect(diff.body.difference).toBe('-950.0000')
  expect(diff.body.entries.map(({ day, side }: { day: string; side: string }) => [day, side])).toEqual([
    ['2023-01-30', 'from'],
    ['2023-03-01', 'to'],
  ])
})
