import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { order } from '../../../../tests/books/worked-example.ts'

const book = await openExample()
const rowsOf = async (parameters: object, asOf = '2025-04-01') =>
  book.report('sales-forecaster', { ...parameters }, book.at(asOf))

test('each account stands with its quarters and months, and the year before', async () => {
  const rows = await rowsOf({})
  expect(rows.map(({ accountId }) => accountId)).toEqual(['A1', 'A2', 'A3', 'A4', 'A5'])
  expect(rows[0]).toMatchObject({
    previousYearSales: '3000.0000',
    qMinus1: '3800.0000',
    qMinus2: '3000.0000',
    qMinus4: '0.0000',
    m0: '0.0000',
    mMinus1: '1500.0000',
    mMinus2: '1100.0000',
    mMinus11: '0.0000',
    ytdActual: '3800.0000',
  })
})

test('an account that has not bought for a year has no forecast, unless a method by name needs less', async () => {
  const [first] = await rowsOf({ entity: 'A1' })
  expect(first).toMatchObject({ forecastM1: null, method: null, ytdForecast: null, outlook: null })
  const [naive] = await rowsOf({ entity: 'A1', method: 'seasonal-naive' })
  expect(naive).toMatchObject({ forecastM7: '1000.0000', forecastM9: '1200.0000' })
})

test('forecasts of an account that has bought for six years are those of the KPI, month by month', async () => {
  const months = Array.from({ length: 75 }, (_, place) => {
    const [year, month] = [2019 + Math.floor(place / 12), (place % 12) + 1]
    const net = year < 2020 && month < 7 ? 5_000 + 700 * month : 100 * (year - 2015) + 37 * month
    return order(`S${place}`, 'A1', [`${year}-${String(month).padStart(2, '0')}-15`, String(net)])
  })
  const { answers, report, at } = await openExample(months)
  const times = at('2025-04-01')
  const [row] = await report('sales-forecaster', { entity: 'A1' }, times)
  const kpiOf = async (kpi: string, period: string) => {
    const found = await answers.values({ kpi, scope: 'account', entities: ['A1'], periods: [period] }, times)
    return found.ok ? found.value.rows[0]?.value : found.refusal
  }
  expect(row).toMatchObject({ method: 'seasonal-index' })
  const shown = ['ytdForecast', 'outlook', 'forecastM1', 'forecastM9', 'forecastM12'].map((column) => row?.[column])
  expect(shown).toEqual([
    await kpiOf('ytd-forecast', '2025-03:ytd'),
    await kpiOf('sales-outlook', 'FY2025'),
    await kpiOf('forecast', '2025-05'),
    await kpiOf('forecast', '2026-01'),
    await kpiOf('forecast', '2026-04'),
  ])
})

test('the accounts of a rep or a team are those in their books on the day', async () => {
  const accountsOf = async (parameters: object, asOf?: string) =>
    (await rowsOf(parameters, asOf)).map(({ accountId }) => accountId)
  expect(await accountsOf({ scope: 'rep', entity: 'R1' })).toEqual(['A1'])
  expect(await accountsOf({ scope: 'rep', entity: 'R1' }, '2025-03-14')).toEqual(['A1', 'A2'])
  expect(await accountsOf({ scope: 'team', entity: 'T-West' })).toEqual(['A4', 'A5'])
  expect(await accountsOf({ scope: 'account', entity: ['A2', 'A3'] })).toEqual(['A2', 'A3'])
})
