import { expect, test } from 'vitest'
import { fiscalCalendar } from './calendar.ts'
import type { FiscalCalendarDefinition } from './calendar-definition.ts'
import { addDays, Day } from './day.ts'
import { PeriodId } from './ids.ts'

const day = (text: string) => Day.parse(text)
const period = ([id, quarter]: [string, string], effectiveOn: string, effectiveUntil: string) => ({
  id: PeriodId.parse(id),
  quarter: PeriodId.parse(quarter),
  effectiveOn: day(effectiveOn),
  effectiveUntil: day(effectiveUntil),
})
const from30May: FiscalCalendarDefinition = { fromFiscalYear: 2013, generator: 'gregorian', startMonth: 5, startDay: 30 }

test('without a definition months are those of the Gregorian calendar', () => {
  const calendar = fiscalCalendar([])
  expect(calendar.monthOf(day('2025-03-05'))).toEqual({
    id: '2025-03',
    grain: 'month',
    first: '2025-03-01',
    until: '2025-04-01',
    quarter: '2025-Q1',
    year: 'FY2025',
  })
  expect(calendar.period('2025-Q4')).toMatchObject({ first: '2025-10-01', until: '2026-01-01', quarter: '2025-Q4' })
  expect(calendar.yearOf(day('2024-12-31'))).toMatchObject({ id: 'FY2024', grain: 'year', first: '2024-01-01' })
})

test('a year that begins on 30 May has the months of golden vector 34', () => {
  const calendar = fiscalCalendar([from30May])
  expect(calendar.yearOf(day('2013-05-29'))?.id).toBe('FY2013')
  expect(calendar.yearOf(day('2013-05-30'))).toMatchObject({ id: 'FY2014', first: '2013-05-30', until: '2014-05-30' })
  expect(calendar.monthOf(day('2014-02-28'))).toMatchObject({ id: 'FY2014-P10', first: '2014-02-28', until: '2014-03-30' })
  expect(calendar.monthOf(day('2014-02-27'))).toMatchObject({ id: 'FY2014-P09', first: '2014-01-30' })
})

test('a start day that February lacks is its last day, the 29th in a leap year', () => {
  expect(fiscalCalendar([from30May]).period('FY2016-P10')).toMatchObject({ first: '2016-02-29', until: '2016-03-30' })
})

test('a fiscal year from July is named by the year it ends in, or begins in when so defined', () => {
  const july = { fromFiscalYear: 2018, generator: 'gregorian', startMonth: 7 } as const
  expect(fiscalCalendar([july]).yearOf(day('2017-07-01'))).toMatchObject({ id: 'FY2018', first: '2017-07-01' })
  expect(fiscalCalendar([july]).monthOf(day('2017-07-01'))).toMatchObject({ id: '2017-07', quarter: '2018-Q1', year: 'FY2018' })
  expect(fiscalCalendar([{ ...july, namedBy: 'start' }]).yearOf(day('2017-07-01'))?.id).toBe('FY2017')
})

test('a 4-5-4 year has months of that many weeks, and a 53rd week at its end', () => {
  const calendar = fiscalCalendar([
    { fromFiscalYear: 2023, generator: '4-5-4', yearStartsOn: day('2023-01-29'), extraWeek: [2023], namedBy: 'start' },
  ])
  expect(calendar.period('FY2023-P02')).toMatchObject({ first: '2023-02-26', until: '2023-04-02' })
  expect(calendar.period('FY2023-P12')).toMatchObject({ first: '2023-12-31', until: '2024-02-04' })
  expect(calendar.period('FY2024')).toMatchObject({ first: '2024-02-04', until: '2025-02-02' })
  expect(calendar.period('FY2022')).toMatchObject({ first: '2022-01-30', until: '2023-01-29' })
})

test('months of weeks say how many they have, and others that they have none', () => {
  const calendar = fiscalCalendar([
    { fromFiscalYear: 2023, generator: '4-5-4', yearStartsOn: day('2023-01-29'), extraWeek: true },
    { fromFiscalYear: 2025, generator: 'gregorian' },
  ])
  const weeks = ['FY2023-P02', 'FY2023-P12', '2023-Q4', 'FY2023', 'FY2024-P01', 'FY2022'].map((id) =>
    calendar.weeksOf(calendar.period(id)!),
  )
  expect(weeks).toEqual([5, 5, 14, 53, 4, 52])
  // The Gregorian year cuts the last month short in the middle of a week.
  expect(calendar.weeksOf(calendar.monthOf(day('2024-12-31'))!)).toBeNull()
  expect(calendar.weeksOf(calendar.period('2025-02')!)).toBeNull()
})

test('an explicit list holds for its own year only, and a day outside is in no period', () => {
  const calendar = fiscalCalendar([
    {
      fromFiscalYear: 2014,
      generator: 'explicit',
      periods: [period(['Spring', 'Q1'], '2014-01-10', '2014-04-01'), period(['Summer', 'Q2'], '2014-04-01', '2014-09-15')],
    },
  ])
  expect(calendar.period('Spring')).toMatchObject({ first: '2014-01-10', quarter: '2014-Q1', year: 'FY2014' })
  expect(calendar.period('2014-Q2')).toMatchObject({ grain: 'quarter', until: '2014-09-15' })
  expect(calendar.monthOf(day('2014-09-15'))).toBeNull()
  expect(calendar.monthOf(day('2014-01-09'))).toBeNull()
})

test('a new calendar cuts the running period short, and old years keep theirs', () => {
  const calendar = fiscalCalendar([
    { fromFiscalYear: 2010, generator: 'gregorian' },
    { ...from30May, fromFiscalYear: 2014 },
  ])
  expect(calendar.monthOf(day('2013-05-29'))).toMatchObject({ id: '2013-05', first: '2013-05-01', until: '2013-05-30' })
  expect(calendar.period('FY2013')).toMatchObject({ first: '2013-01-01', until: '2013-05-30' })
  expect(calendar.period('FY2014-P01')).toMatchObject({ first: '2013-05-30', until: '2013-06-30' })
  expect(calendar.period('2009-07')).toMatchObject({ year: 'FY2009' })
})

test('a year whose number comes again is called short', () => {
  const calendar = fiscalCalendar([
    { fromFiscalYear: 2014, generator: 'gregorian', startMonth: 7 },
    { fromFiscalYear: 2015, generator: 'gregorian' },
  ])
  expect(calendar.yearOf(day('2014-08-01'))).toMatchObject({ id: 'FY2015-short', first: '2014-07-01', until: '2015-01-01' })
  expect(calendar.period('2015-Q1-short')).toMatchObject({ first: '2014-07-01', until: '2014-10-01' })
  expect(calendar.period('FY2015')).toMatchObject({ first: '2015-01-01' })
})

test('of two definitions for one year the later recorded holds', () => {
  const calendar = fiscalCalendar([
    { fromFiscalYear: 2020, generator: 'gregorian', startMonth: 7 },
    { fromFiscalYear: 2020, generator: 'gregorian' },
  ])
  expect(calendar.yearOf(day('2020-08-01'))?.id).toBe('FY2020')
})

test('previous goes back over the turn of the year', () => {
  const calendar = fiscalCalendar([])
  const march = calendar.period('2025-03')!
  expect(calendar.previous(march, 12)?.id).toBe('2024-03')
  expect(calendar.previous(calendar.period('2025-Q1')!, 1)?.id).toBe('2024-Q4')
  expect(calendar.previous(march, 0)).toBe(march)
})

test('an id that names no period gives none', () => {
  const calendar = fiscalCalendar([])
  for (const id of ['2025-13', '2025-Q5', 'FY20', '', 'FY2025-P01', '0000-01', '9999-12', 'FY9999'])
    expect(calendar.period(id)).toBeNull()
})

test.each([
  ['gregorian', fiscalCalendar([])],
  ['from 30 May', fiscalCalendar([from30May])],
  [
    '4-4-5 with long years',
    fiscalCalendar([{ fromFiscalYear: 2020, generator: '4-4-5', yearStartsOn: day('2019-12-29'), extraWeek: [2022] }]),
  ],
  [
    'changed in between',
    fiscalCalendar([
      { fromFiscalYear: 2014, generator: 'gregorian', startMonth: 7 },
      { ...from30May, fromFiscalYear: 2021 },
    ]),
  ],
])('every day lies in exactly one month, quarter and year: %s', (_name, calendar) => {
  for (let at = day('2018-11-01'); at < '2024-03-01'; at = addDays(at, 1)) {
    const month = calendar.monthOf(at)!
    expect(month.first <= at && at < month.until).toBe(true)
    expect(calendar.period(month.id)).toBe(month)
    expect(calendar.quarterOf(at)).toMatchObject({ id: month.quarter })
    expect(calendar.yearOf(at)).toMatchObject({ id: month.year })
  }
})

test.each([
  ['gregorian', fiscalCalendar([])],
  ['from 30 May', fiscalCalendar([from30May])],
])('the months of a quarter and of a year tile it: %s', (_name, calendar) => {
  for (const id of ['2015-Q1', '2016-Q3', 'FY2016']) {
    const whole = calendar.period(id)!
    const months = calendar.monthsOf(whole)
    expect(months).toHaveLength(whole.grain === 'year' ? 12 : 3)
    expect(months.map(({ first }) => first)).toEqual([whole.first, ...months.slice(0, -1).map(({ until }) => until)])
    expect(months.at(-1)?.until).toBe(whole.until)
  }
})
