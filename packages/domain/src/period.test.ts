import { expect, test } from 'vitest'
import { day, period, specification } from '../../../tests/domain/given.ts'
import { fiscalCalendar } from './calendar.ts'
import type { PeriodId } from './ids.ts'
import { closedMonths, closedUntil, fiscalYear, type PeriodEvent, periodStreams } from './period.ts'

const given = specification(fiscalYear)
const calendar = fiscalCalendar([])
const effectiveOn = day('2025-03-05')
const wasClosed = (id: string): PeriodEvent => ({ type: 'PeriodClosed', effectiveOn, data: { period: period(id) } })
const wasReopened = (id: string): PeriodEvent => ({
  type: 'PeriodReopened',
  effectiveOn,
  data: { period: period(id), reason: 'audit' },
})
const close = (id: string, ...earlier: PeriodId[]) =>
  ({ type: 'ClosePeriod', effectiveOn, data: { period: period(id) }, calendar, closedEarlier: new Set(earlier) }) as const
const reopen = (id: string) =>
  ({ type: 'ReopenPeriod', effectiveOn, data: { period: period(id), reason: 'audit' }, calendar }) as const

test('periods close in order, and the first may be any', () => {
  given().when(close('2025-02')).thenRecorded(wasClosed('2025-02'))
  given(wasClosed('2025-02')).when(close('2025-03')).thenRecorded(wasClosed('2025-03'))
  given(wasClosed('2025-02')).when(close('2025-04')).thenRefused({ code: 'previous-period-open', previous: '2025-03' })
  given(wasClosed('2025-02')).when(close('2025-02')).thenNothing()
})

test('the turn of the year does not break the order', () => {
  given()
    .when(close('2025-01', period('2024-11')))
    .thenRefused({ code: 'previous-period-open', previous: '2024-12' })
  given()
    .when(close('2025-01', period('2024-12')))
    .thenRecorded(wasClosed('2025-01'))
})

test('only months of the calendar are closed', () => {
  given().when(close('2025-00')).thenRefused({ code: 'unknown-period', period: '2025-00' })
  given()
    .when(close('2025-Q1'))
    .thenRefused({ code: 'not-a-month', period: '2025-Q1', months: ['2025-01', '2025-02', '2025-03'] })
})

test('a closed month is reopened', () => {
  given(wasClosed('2025-02')).when(reopen('2025-02')).thenRecorded(wasReopened('2025-02'))
  given().when(reopen('2025-02')).thenRefused({ code: 'period-not-closed', period: '2025-02' })
})

test('the first open day follows the last closed month', () => {
  const closed = closedMonths([wasClosed('2025-01'), wasClosed('2025-02'), wasClosed('2025-03'), wasReopened('2025-03')])
  expect(closedUntil(closed, calendar)).toBe('2025-03-01')
  expect(closedUntil(new Set(), calendar)).toBeNull()
})

test('the streams of a span of days are those of its fiscal years', () => {
  expect(periodStreams(calendar, day('2023-06-01'), day('2025-01-01'))).toEqual([
    'period-org~FY2023',
    'period-org~FY2024',
    'period-org~FY2025',
  ])
  expect(periodStreams(calendar, day('2026-06-01'), day('2025-01-01'))).toEqual([])
})
