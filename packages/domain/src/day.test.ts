import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { addDays, addMonths, Day, dayNumber, dayOf, firstDayEver, isDay, isZone, localDay, monthStart } from './day.ts'

const day = (text: string) => Day.parse(text)
const anyDay = fc.integer({ min: dayNumber(firstDayEver), max: dayNumber(day('9999-12-31')) }).map(dayOf)

test('months clamp to the end of the month', () => {
  expect(addMonths(day('2024-02-29'), -12)).toBe('2023-02-28')
  expect(addMonths(day('2025-02-28'), -12)).toBe('2024-02-28')
  expect(addMonths(day('2025-01-31'), 1)).toBe('2025-02-28')
  expect(addMonths(day('2025-11-30'), 3)).toBe('2026-02-28')
})

test('differences of days are differences of day numbers', () => {
  expect(dayNumber(day('2025-03-05')) - dayNumber(day('2024-03-01'))).toBe(369)
  expect(dayNumber(day('1970-01-01'))).toBe(0)
})

test('the local date of an instant is that of the reporting zone', () => {
  const instant = Date.parse('2025-03-01T04:30:00Z')
  expect(localDay(instant, 'America/New_York')).toBe('2025-02-28')
  expect(localDay(instant, 'UTC')).toBe('2025-03-01')
  expect(isZone('Europe/Berlin')).toBe(true)
  expect(isZone('Mars/Olympus')).toBe(false)
})

test('only real dates are days', () => {
  for (const text of ['2025-02-29', '2025-13-01', '2025-1-01', '0000-01-01', '2025-04-31', '20250101']) {
    expect(isDay(text)).toBe(false)
    expect(Day.safeParse(text).success).toBe(false)
  }
  expect(isDay('2024-02-29')).toBe(true)
  expect(monthStart(day('2024-02-29'))).toBe('2024-02-01')
})

test('day numbers and dates are each other’s inverse, and agree with Temporal', () => {
  fc.assert(
    fc.property(anyDay, (date) => {
      const since = Temporal.PlainDate.from('1970-01-01').until(date).days
      return dayOf(dayNumber(date)) === date && dayNumber(date) === since && isDay(date) && Day.safeParse(date).success
    }),
  )
})

test('adding days and months agrees with Temporal', () => {
  const near = fc.integer({ min: dayNumber(day('0100-01-01')), max: dayNumber(day('9900-12-31')) }).map(dayOf)
  fc.assert(
    fc.property(near, fc.integer({ min: -1_000, max: 1_000 }), (date, count) => {
      const plain = Temporal.PlainDate.from(date)
      return (
        addDays(date, count) === plain.add({ days: count }).toString() &&
        addMonths(date, count) === plain.add({ months: count }).toString()
      )
    }),
  )
})

test('local dates agree with Temporal', () => {
  const zones = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Europe/Berlin')
  fc.assert(
    fc.property(fc.integer({ min: -2e12, max: 4e12 }), zones, (instant, zone) => {
      const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate()
      return localDay(instant, zone) === local.toString()
    }),
    { numRuns: 200 },
  )
})
