import { expect, test } from 'vitest'
import { exactly, given, registered, sold } from '../example-book.ts'

const of = (january: string, march: string) =>
  exactly(
    given(registered('A1'), sold('2025-01-09', january), sold('2025-03-12', march)).outcome('last-third-share', {
      period: '2025-Q1',
    }),
  )

test('the last month of a quarter is a share of it', () => {
  expect(of('2900.0000', '2200.0000')).toEqual({ num: 22n, den: 51n })
})

test('the last four months of a year are a share of it', () => {
  const year = given(registered('A1'), sold('2025-08-31', '100.0000'), sold('2025-09-01', '300.0000'))
  expect(exactly(year.outcome('last-third-share', { period: 'FY2025' }))).toEqual({ num: 3n, den: 4n })
})
