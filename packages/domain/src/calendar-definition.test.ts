import { test } from 'vitest'
import { day, period, specification } from '../../../tests/domain/given.ts'
import { type CalendarEvent, calendar, type FiscalCalendarDefinition } from './calendar-definition.ts'

const given = specification(calendar)
const effectiveOn = day('2023-12-15')
const define = (data: FiscalCalendarDefinition) => ({ type: 'DefineCalendar', effectiveOn, data }) as const
const was = (data: FiscalCalendarDefinition): CalendarEvent => ({ type: 'FiscalCalendarDefined', effectiveOn, data })
const part = ([id, quarter]: [string, string], from: string, until: string) => ({
  id: period(id),
  effectiveOn: day(from),
  effectiveUntil: day(until),
  quarter: period(quarter),
})
const list = (...periods: ReturnType<typeof part>[]): FiscalCalendarDefinition => ({
  fromFiscalYear: 2014,
  generator: 'explicit',
  periods,
})
const gregorian: FiscalCalendarDefinition = { fromFiscalYear: 2023, generator: 'gregorian', startMonth: 1 }

test('a calendar is defined, and the same again changes nothing', () => {
  given().when(define(gregorian)).thenRecorded(was(gregorian))
  given(was(gregorian)).when(define(gregorian)).thenNothing()
  given(was(gregorian), was({ ...gregorian, startMonth: 7 }))
    .when(define(gregorian))
    .thenRecorded(was(gregorian))
})

test('a list without gaps is a calendar, in whatever order it is given', () => {
  const whole = list(part(['B', 'Q1'], '2014-02-10', '2014-04-01'), part(['A', 'Q1'], '2014-01-01', '2014-02-10'))
  given().when(define(whole)).thenRecorded(was(whole))
})

test('gaps, overlaps and quarters with a hole are refused', () => {
  const a = part(['A', 'Q1'], '2014-01-01', '2014-02-10')
  given()
    .when(define(list(a, part(['B', 'Q1'], '2014-02-11', '2014-04-01'))))
    .thenRefused({ code: 'calendar-gap', after: 'A', before: 'B' })
  given()
    .when(define(list(a, part(['B', 'Q1'], '2014-02-09', '2014-04-01'))))
    .thenRefused({ code: 'calendar-gap', after: 'A', before: 'B' })
  given()
    .when(define(list(part(['A', 'Q1'], '2014-01-01', '2014-01-01'))))
    .thenRefused({ code: 'calendar-gap', after: 'A', before: 'A' })
  const apart = list(a, part(['B', 'Q2'], '2014-02-10', '2014-04-01'), part(['C', 'Q1'], '2014-04-01', '2014-05-01'))
  given().when(define(apart)).thenRefused({ code: 'calendar-gap', after: 'A', before: 'B' })
})

test('ids of periods are unique in the book', () => {
  const a = part(['A', 'Q1'], '2014-01-01', '2014-02-10')
  given()
    .when(define(list(a, part(['A', 'Q1'], '2014-02-10', '2014-04-01'))))
    .thenRefused({ code: 'period-id-taken', period: 'A' })
  const next = { ...list(part(['A', 'Q1'], '2015-01-01', '2015-04-01')), fromFiscalYear: 2015 }
  given(was(list(a)))
    .when(define(next))
    .thenRefused({ code: 'period-id-taken', period: 'A' })
  const other = { ...list(part(['Z', 'Q1'], '2015-01-01', '2015-04-01')), fromFiscalYear: 2015 }
  given(was(list(a)))
    .when(define(other))
    .thenRecorded(was(other))
})

test('a generator gets what it needs', () => {
  given()
    .when(define({ fromFiscalYear: 2023, generator: '4-4-5' }))
    .thenRefused({ code: 'calendar-incomplete', missing: 'yearStartsOn' })
  given()
    .when(define({ fromFiscalYear: 2023, generator: 'explicit' }))
    .thenRefused({ code: 'calendar-incomplete', missing: 'periods' })
})
