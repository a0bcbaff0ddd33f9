import { addDays, type Day, Day as DaySchema, dayNumber, instantText } from '@daybook/domain'

/** One line of the sample book: a CloudEvent with its recorded time. */
export type CloudEvent = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly recordedtime: string
  readonly data: Readonly<Record<string, unknown>>
}

type Fact = {
  readonly source: 'erp' | 'crm' | 'people' | 'planning' | 'finance' | 'treasury' | 'reviews'
  readonly id: string
  readonly type: string
  readonly subject: string
  /** The day it was recorded on, and the minute of that day in UTC. */
  readonly day: Day
  readonly minute: number
  readonly data: Readonly<Record<string, unknown>>
}

const minutesOfDay = 1_440

/** The CloudEvent of a fact; it was sent when it was recorded. */
export const entry = ({ source, id, type, subject, day, minute, data }: Fact): CloudEvent => {
  const instant = instantText((dayNumber(day) * minutesOfDay + minute) * 60_000)
  return { specversion: '1.0', id, source, type, subject, time: instant, recordedtime: instant, data }
}

/** A date written in the code. */
export const day = (text: string): Day => DaySchema.parse(text)

/** Minute of the day in UTC. @example at(21, 30) // half past nine in the evening */
export const at = (hour: number, minute = 0): number => hour * 60 + minute

/** The day itself, or the Monday after a weekend. 1970-01-01 was a Thursday. */
export const businessDay = (given: Day): Day => {
  const weekday = (dayNumber(given) + 4) % 7
  if (weekday === 6) return addDays(given, 2)
  return weekday === 0 ? addDays(given, 1) : given
}

/** Cents as a decimal string with four decimals. */
export const decimal = (cents: number): string => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}00`
