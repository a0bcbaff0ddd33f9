import { expect, test } from 'vitest'
import { exactly, given, registered, sold } from '../example-book.ts'

/** 100 in each month of some years, 300 in March. */
const years = (...all: readonly number[]) =>
  all.flatMap((year) =>
    Array.from({ length: 12 }, (_, place) => {
      const month = String(place + 1).padStart(2, '0')
      return sold(`${year}-${month}-10`, month === '03' ? '300.0000' : '100.0000')
    }),
  )

const book = given(registered('A1'), ...years(2023, 2024))
const on = (period: string, asOf: string) => ({ period, asOf }) as const

test('a month that sells 300 where the mean is 1400 / 12 has the index 18 / 7', () => {
  expect(exactly(book.outcome('seasonality-index', on('2024-12', '2024-12-31')))).toEqual({ num: 6n, den: 7n })
  expect(exactly(book.outcome('seasonality-index', on('2025-03', '2025-01-15')))).toEqual({ num: 18n, den: 7n })
})

test('the months of two years are needed, and one that has not ended is none', () => {
  const unknown = { kind: 'none', reason: 'insufficient-history' }
  expect(book.outcome('seasonality-index', on('2024-03', '2024-12-30'))).toEqual(unknown)
  expect(book.outcome('seasonality-index', on('2024-12', '2024-12-30'))).toEqual(unknown)
})

test('a month without sales counts', () => {
  const silent = given(registered('A1'), ...years(2023), sold('2024-12-10', '100.0000'))
  // 1500 in 24 months; December has 100 twice.
  expect(exactly(silent.outcome('seasonality-index', on('2024-12', '2024-12-31')))).toEqual({ num: 8n, den: 5n })
})
