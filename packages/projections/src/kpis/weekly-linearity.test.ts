import { expect, test } from 'vitest'
import { given, registered, sold } from '../example-book.ts'

const firstDay = Date.parse('2025-04-01T00:00:00Z')
const dayInWeek = (week: number): string => new Date(firstDay + week * 7 * 86_400_000).toISOString().slice(0, 10)

test('a sale in each of the thirteen weeks is even', () => {
  const weekly = given(registered('A1'), ...Array.from({ length: 13 }, (_, week) => sold(dayInWeek(week), '10.0000')))
  expect(weekly.outcome('weekly-linearity', { period: '2025-Q2' })).toEqual({ kind: 'number', value: 0 })
})

test('the days that are left over belong to the last week', () => {
  const lastDay = given(registered('A1'), sold('2025-06-30', '10.0000'))
  expect(lastDay.outcome('weekly-linearity', { period: '2025-Q2' })).toMatchObject({ value: expect.closeTo(Math.sqrt(12), 9) })
})
