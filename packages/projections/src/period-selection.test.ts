import { type Day, dayNumber, fiscalCalendar } from '@daybook/domain'
import { describe, expect, test } from 'vitest'
import { cellsOf, defaultPeriod, periodRange, resolvePeriod, type Timing } from './period-selection.ts'

const calendar = fiscalCalendar([])
const fromMay = fiscalCalendar([{ fromFiscalYear: 2012, generator: 'gregorian', startMonth: 5, startDay: 30 }])
const sales: Timing = { kind: 'flow', grain: ['month'] }
const buying: Timing = { kind: 'flow', grain: ['month', 'quarter', 'year'] }
const commitments: Timing = { kind: 'flow', grain: ['quarter', 'year'], anyDay: true }
const quota: Timing = { kind: 'plan', grain: ['month'] }
const lapsed: Timing = { kind: 'flow', grain: [] }
const active: Timing = { kind: 'stock', grain: [] }

const day = (text: string): Day => text as Day
const selected = (text: string) => {
  const result = resolvePeriod(text, calendar)
  if (!result.ok) throw new Error(result.refusal.detail)
  return result.value
}
const cells = (timing: Timing, period: string, asOf: string) => {
  const result = cellsOf(timing, selected(period), day(asOf))
  if (!result.ok) return result.refusal.code
  if (result.value.kind !== 'periods') return result.value
  return result.value.cells.map(({ key, day: until }) => [key, until])
}
const key = (first: string, grain: number) => dayNumber(day(first)) * 8 + grain

describe('a period is named', () => {
  test('by month, quarter or year', () => {
    expect(selected('2025-02')).toMatchObject({ first: '2025-02-01', last: '2025-02-28', form: 'plain' })
    expect(selected('2025-Q1').months.map(({ id }) => id)).toEqual(['2025-01', '2025-02', '2025-03'])
    expect(selected('FY2025')).toMatchObject({ first: '2025-01-01', last: '2025-12-31' })
  })

  test('to date', () => {
    expect(selected('2025-03:ytd')).toMatchObject({ id: '2025-03:ytd', first: '2025-01-01', last: '2025-03-31' })
  })

  test('with the eleven months before it', () => {
    const period = selected('2025-03:r12')
    expect(period).toMatchObject({ first: '2024-04-01', last: '2025-03-31' })
    expect(period.months).toHaveLength(12)
  })

  test('by the periods of the calendar in force', () => {
    const result = resolvePeriod('FY2014-P01:ytd', fromMay)
    expect(result).toMatchObject({ ok: true, value: { first: '2013-05-30', last: '2013-06-29' } })
  })

  test('or refused', () => {
    for (const text of ['2025-13', '', 'Q1', '2025-03:mtd', '2025-Q1:ytd', '2025-03:'])
      expect(resolvePeriod(text, calendar)).toMatchObject({ ok: false, refusal: { code: 'unknown-period', period: text } })
  })
})

describe('who names a period that is none is told how periods are written', () => {
  const detail = (text: string, of = calendar) => {
    const result = resolvePeriod(text, of)
    return result.ok ? '' : result.refusal.detail
  }

  test('with those near to what was meant', () => {
    expect(detail('2024-3')).toBe(
      'the calendar has no period 2024-3; periods are written 2024-03, 2024-Q1, FY2024, 2024-03:ytd or 2024-03:r12',
    )
    expect(detail('2024-Q5')).toMatch(/written 2024-01, 2024-Q1, FY2024,/)
    expect(detail('March 2025, in short')).toMatch(/written 2025-01, 2025-Q1, FY2025,/)
  })

  test('in the words of their own calendar', () => {
    expect(detail('2013-06', fromMay)).toMatch(/written FY2014-P01, 2014-Q1, FY2014, FY2014-P01:ytd or FY2014-P01:r12$/)
  })

  test('with an example, where nothing is near', () => {
    expect(detail('last month')).toMatch(/written 2025-02, 2025-Q1, FY2025, 2025-02:ytd or 2025-02:r12$/)
  })

  test('and which of them a KPI answers', () => {
    expect(cellsOf(sales, selected('FY2025'), day('2025-12-31')).ok).toBe(true)
    expect(cellsOf(commitments, selected('2025-02:ytd'), day('2025-12-31'))).toMatchObject({
      refusal: { detail: 'it is answered by quarter and year' },
    })
    expect(cellsOf(buying, selected('2025-02:r12'), day('2025-12-31'))).toMatchObject({
      refusal: {
        detail:
          ':r12 is answered for what adds up over months; it is answered by month and quarter and year, and for a month that ends in :ytd',
      },
    })
  })
})

describe('what is read', () => {
  test('of a flow, whole months and the month of the day', () => {
    expect(cells(sales, '2025-Q1', '2025-02-10')).toEqual([
      [key('2025-01-01', 1), null],
      [key('2025-02-01', 1), dayNumber(day('2025-02-10'))],
    ])
    expect(cells(sales, '2025-02', '2025-02-28')).toEqual([[key('2025-02-01', 1), null]])
    expect(cells(sales, '2025-03', '2025-02-28')).toEqual([])
  })

  test('of a distinct count, the cell of the period itself', () => {
    expect(cells(buying, '2025-Q1', '2025-04-01')).toEqual([[key('2025-01-01', 2), null]])
    expect(cells(buying, 'FY2025', '2025-04-01')).toEqual([[key('2025-01-01', 3), dayNumber(day('2025-04-01'))]])
  })

  test('of a distinct count to date, the year up to the end of the month', () => {
    expect(cells(buying, '2025-03:ytd', '2025-05-01')).toEqual([[key('2025-01-01', 3), dayNumber(day('2025-03-31'))]])
    expect(cells(buying, '2025-03:ytd', '2025-02-10')).toEqual([[key('2025-01-01', 3), dayNumber(day('2025-02-10'))]])
    expect(cells(buying, '2025-12:ytd', '2026-02-10')).toEqual([[key('2025-01-01', 3), null]])
  })

  test('of commitments, always up to the day, even before the quarter begins', () => {
    expect(cells(commitments, '2025-Q2', '2025-03-31')).toEqual([[key('2025-04-01', 2), dayNumber(day('2025-03-31'))]])
    expect(cells(commitments, '2025-03', '2025-03-31')).toBe('unsupported-period')
    expect(cells(commitments, '2025-03:ytd', '2025-03-31')).toBe('unsupported-period')
  })

  test('of a plan, whole months on any day', () => {
    expect(cells(quota, '2025-02:ytd', '2024-12-24')).toEqual([
      [key('2025-01-01', 1), null],
      [key('2025-02-01', 1), null],
    ])
  })

  test('of a stock, everything up to the earlier of the day and the end of the period', () => {
    expect(cells(active, '2025-02', '2025-04-01')).toEqual({ kind: 'buckets', first: null, day: dayNumber(day('2025-02-28')) })
    expect(cells(active, '2025-04', '2025-04-20')).toEqual({ kind: 'buckets', first: null, day: dayNumber(day('2025-04-20')) })
  })

  test('of a flow in buckets, from the first day of any period to its last or to the day', () => {
    const between = (first: string, last: string) => ({
      kind: 'buckets',
      first: dayNumber(day(first)),
      day: dayNumber(day(last)),
    })
    expect(cells(lapsed, '2025-02', '2025-04-01')).toEqual(between('2025-02-01', '2025-02-28'))
    expect(cells(lapsed, '2025-Q1', '2025-02-10')).toEqual(between('2025-01-01', '2025-02-10'))
    expect(cells(lapsed, '2025-03:ytd', '2025-04-01')).toEqual(between('2025-01-01', '2025-03-31'))
    expect(cells(lapsed, '2025-03:r12', '2025-04-01')).toEqual(between('2024-04-01', '2025-03-31'))
  })

  test('over twelve months only of what adds up', () => {
    expect(cells(sales, '2025-03:r12', '2025-04-01')).toHaveLength(12)
    expect(cells(buying, '2025-03:r12', '2025-04-01')).toBe('unsupported-period')
    expect(cells(active, '2025-03:r12', '2025-04-01')).toBe('unsupported-period')
  })
})

describe('without a period', () => {
  test('the month of the day is meant, or the quarter where there are no months', () => {
    expect(defaultPeriod([sales, buying], day('2025-02-10'), calendar)).toMatchObject({ ok: true, value: { id: '2025-02' } })
    expect(defaultPeriod([commitments], day('2025-02-10'), calendar)).toMatchObject({ ok: true, value: { id: '2025-Q1' } })
  })

  test('a day in no period has no answer', () => {
    const gap = fiscalCalendar([
      {
        fromFiscalYear: 2025,
        generator: 'explicit',
        periods: [{ id: 'A', effectiveOn: day('2025-01-01'), effectiveUntil: day('2025-06-01'), quarter: 'H1' }],
      } as never, // Sound: ids as the schema brands them
    ])
    expect(defaultPeriod([sales], day('2026-01-01'), gap)).toMatchObject({ ok: false })
  })
})

describe('a range', () => {
  const ids = (from: string, to: string, timing: Timing) => {
    const result = periodRange({ from, to }, [timing], calendar)
    return result.ok ? result.value.map(({ id }) => id) : result.refusal.code
  }

  test('goes by its own grain', () => {
    expect(ids('2024-12', '2025-02', sales)).toEqual(['2024-12', '2025-01', '2025-02'])
    expect(ids('2024-Q4', '2025-Q1', sales)).toEqual(['2024-Q4', '2025-Q1'])
  })

  test("or by the KPI's", () => {
    expect(ids('2025-01', '2025-06', commitments)).toEqual(['2025-Q1', '2025-Q2'])
    expect(ids('2025-01', '2025-Q1', sales)).toEqual(['2025-01', '2025-02', '2025-03'])
  })

  test('does not go backwards or from a period to date', () => {
    expect(ids('2025-02', '2025-01', sales)).toBe('unknown-period')
    expect(ids('2025-02:ytd', '2025-03', sales)).toBe('unknown-period')
  })

  test('has an end', () => {
    expect(ids('1900-01', '2100-01', sales)).toBe('range-too-long')
  })
})
