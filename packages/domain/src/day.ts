import { z } from 'zod'

/** A local calendar date, `YYYY-MM-DD`, years 0001 to 9999. It has no zone and is never recomputed. */
export const Day = z.iso
  .date()
  .refine((text) => text >= '0001-01-01', 'must be 0001-01-01 or later')
  .brand<'Day'>()
export type Day = z.infer<typeof Day>

/** The beginning of time: what plans are dated at, and from when a policy without a date holds. Domain 1.1. */
export const firstDayEver = '0001-01-01' as Day // Sound: matches the schema

const pattern = /^\d{4}-\d{2}-\d{2}$/

/** Whether `text` is a real calendar date. @example isDay('2025-02-29') // false */
export const isDay = (text: string): text is Day => {
  if (!pattern.test(text) || text < firstDayEver) return false
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8, 10))
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(Number(text.slice(0, 4)), month)
}

/** Days of a month, 29 for February of a leap year. */
export const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** Year, month and day of the month as numbers. @example partsOf('2025-03-01') // { year: 2025, month: 3, day: 1 } */
export const partsOf = (day: Day): { readonly year: number; readonly month: number; readonly day: number } => ({
  year: Number(day.slice(0, 4)),
  month: Number(day.slice(5, 7)),
  day: Number(day.slice(8, 10)),
})

/** The date of a year, a month and a day of the month, which must exist. */
export const dayFrom = (year: number, month: number, day: number): Day =>
  // Sound: built to the pattern; callers give an existing date.
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as Day

const remembered = 20_000
const numbers = new Map<Day, number>()
const days = new Map<number, Day>()

/** Days since 1970-01-01; negative before. @example dayNumber('1970-01-02') // 1 */
export const dayNumber = (day: Day): number => {
  const known = numbers.get(day)
  if (known !== undefined) return known
  const { year, month, day: dayOfMonth } = partsOf(day)
  const number = daysFromCivil(year, month, dayOfMonth)
  if (numbers.size >= remembered) numbers.clear()
  numbers.set(day, number)
  return number
}

/** The date of a day number: the inverse of `dayNumber`. Out of 0001 to 9999 it throws. */
export const dayOf = (number: number): Day => {
  const known = days.get(number)
  if (known !== undefined) return known
  const day = civilFromDays(number)
  if (days.size >= remembered) days.clear()
  days.set(number, day)
  return day
}

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that the leap day is the last.
const daysFromCivil = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const civilFromDays = (number: number): Day => {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  if (year < 1 || year > 9999) throw new RangeError(`day ${number} lies outside the years 0001 to 9999`)
  return dayFrom(year, month, dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1)
}

/** `count` days later, or earlier if negative. @example addDays('2025-02-28', 1) // '2025-03-01' */
export const addDays = (day: Day, count: number): Day => dayOf(dayNumber(day) + count)

/**
 * `count` months later, or earlier if negative, clamped to the end of the month. P-11.
 *
 * @example addMonths('2024-02-29', -12) // '2023-02-28'
 */
export const addMonths = (day: Day, count: number): Day => {
  const { year, month, day: dayOfMonth } = partsOf(day)
  const months = year * 12 + month - 1 + count
  const toYear = Math.floor(months / 12)
  const toMonth = months - toYear * 12 + 1
  if (toYear < 1 || toYear > 9999) throw new RangeError(`${count} months from ${day} lies outside the years 0001 to 9999`)
  return dayFrom(toYear, toMonth, Math.min(dayOfMonth, daysInMonth(toYear, toMonth)))
}

/** Orders days; for `sort`, which keeps those of one day in place. */
export const byDay = (one: Day, other: Day): number => (one < other ? -1 : one > other ? 1 : 0)

/** The earlier of two days. */
export const earlierOf = (one: Day, other: Day): Day => (other < one ? other : one)

/** The first day of the calendar month of `day`. */
export const monthStart = (day: Day): Day => `${day.slice(0, 8)}01` as Day // Sound: the first of an existing month

const formats = new Map<string, Intl.DateTimeFormat>()
const millisecondsOfDay = 86_400_000

/**
 * The local date of an instant in a zone (IANA name). P-10. Throws a RangeError when the runtime does not know the zone.
 *
 * @example localDay(Date.parse('2025-03-01T04:30:00Z'), 'America/New_York') // '2025-02-28'
 */
export const localDay = (instant: number, zone: string): Day => {
  if (zone === 'UTC') return dayOf(Math.floor(instant / millisecondsOfDay))
  let format = formats.get(zone)
  if (format === undefined) {
    // Intl, since Temporal takes ten times as long for the same answer.
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(zone, format)
  }
  return format.format(instant).padStart(10, '0') as Day // Sound: en-CA writes year, month and day with dashes; tested
}

/** Whether the runtime knows the time zone. @example isZone('America/New_York') // true */
export const isZone = (zone: string): boolean => {
  try {
    localDay(0, zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
