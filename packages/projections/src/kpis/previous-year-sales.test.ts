import { addDays, Day } from '@daybook/domain'
import { expect, test } from 'vitest'
import { exactly, given, happens, policy, registered, sold } from '../example-book.ts'

const { outcome } = given(registered('A1'), sold('2024-10-10', '3000.0000'))
const of = (period: string, asOf = '2025-12-31') => outcome('previous-year-sales', { period, asOf })

test('the same period of the year before is read by its id', () => {
  for (const period of ['2025-10', '2025-Q4', 'FY2025']) expect(of(period)).toEqual({ kind: 'amount', amount: 30_000_000n })
  expect(of('2025-Q3')).toEqual({ kind: 'amount', amount: 0n })
})

test('the whole year before is read, also while the year asked for is running', () => {
  expect(of('FY2025', '2025-04-01')).toEqual({ kind: 'amount', amount: 30_000_000n })
})

test('a running year to date is cut on the same day of the year before', () => {
  expect(of('2025-10:ytd', '2025-10-09')).toEqual({ kind: 'amount', amount: 0n })
  expect(of('2025-10:ytd', '2025-10-10')).toEqual({ kind: 'amount', amount: 30_000_000n })
})

/** Fiscal 2023 has 53 weeks, and sold as much in each as its number says; in 2022 each week sold 100. */
const weeks = (first: string, count: number, amount: (week: number) => number) =>
  Array.from({ length: count }, (_, place) => sold(addDays(Day.parse(first), 7 * place), `${amount(place + 1)}.0000`))
const yearsOfWeeks = [
  happens('calendar-org', {
    type: 'FiscalCalendarDefined',
    on: '2022-01-01',
    data: { fromFiscalYear: 2023, generator: '4-5-4', yearStartsOn: '2023-01-29', extraWeek: [2023] },
  }),
  registered('A1'),
  ...weeks('2022-01-30', 52, () => 100),
  ...weeks('2023-01-29', 53, (week) => week),
  sold('2024-02-06', '28.0000'),
]
const byId = given(...yearsOfWeeks)
const restated = given(policy('year-comparison', 'nrf-restated'), ...yearsOfWeeks)
const before = (book: typeof byId, period: string, asOf?: string): number => {
  const outcome = book.outcome('previous-year-sales', { period, ...(asOf === undefined ? {} : { asOf }) })
  return outcome.kind === 'amount' ? Number(outcome.amount) / 10_000 : Number.NaN
}

test('a year of 53 weeks is compared by the ids of its periods', () => {
  expect(['FY2024-P01', 'FY2024-P12', '2024-Q1', 'FY2024'].map((id) => before(byId, id))).toEqual([10, 255, 91, 1431])
})

test('restated it is compared without its first week, each month a week later', () => {
  expect(['FY2024-P01', 'FY2024-P12', '2024-Q1', 'FY2024'].map((id) => before(restated, id))).toEqual([14, 206, 104, 1430])
  expect(exactly(restated.outcome('sales-growth', { period: 'FY2024-P01' }))).toEqual({ num: 1n, den: 1n })
  expect(exactly(byId.outcome('sales-growth', { period: 'FY2024-P01' }))).toEqual({ num: 9n, den: 5n })
  const months = Array.from({ length: 12 }, (_, place) => before(restated, `FY2024-P${String(place + 1).padStart(2, '0')}`))
  expect(months.reduce((sum, each) => sum + each, 0)).toBe(1430)
})

test('twelve months leave the week out where they pass it, and a running year is cut on the day of the same week', () => {
  expect([before(byId, 'FY2024-P01:r12'), before(restated, 'FY2024-P01:r12')]).toEqual([4810, 4814])
  const running = (book: typeof byId, asOf: string) => before(book, 'FY2024-P02:ytd', asOf)
  expect([running(byId, '2024-02-13'), running(restated, '2024-02-13')]).toEqual([6, 5])
  expect([running(restated, '2024-02-03'), running(restated, '2024-02-04'), running(restated, '2024-03-31')]).toEqual([0, 2, 54])
})

test('the year of 53 weeks itself, and years of 52, are compared by id all the same', () => {
  for (const period of ['FY2023', 'FY2023-P01', 'FY2023-P12', 'FY2025-P01', 'FY2023-P03:r12'])
    expect(before(restated, period)).toBe(before(byId, period))
})

test('an explanation notes the weeks of both sides', () => {
  const notes = (book: typeof byId, kpi: string, period: string) => book.outcome(kpi, { period })
  expect(notes(byId, 'previous-year-sales', 'FY2024-P12')).toMatchObject({ notes: { weeksInPeriod: '4', weeksBefore: '5' } })
  expect(notes(restated, 'sales-growth', 'FY2024-P12')).toMatchObject({ notes: { weeksInPeriod: '4', weeksBefore: '4' } })
  expect(notes(byId, 'sales-growth', 'FY2023')).toMatchObject({ notes: { weeksInPeriod: '53', weeksBefore: '52' } })
})
