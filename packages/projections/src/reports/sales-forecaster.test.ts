import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

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
