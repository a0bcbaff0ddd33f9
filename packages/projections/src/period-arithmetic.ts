import { addMonths, type Day, dayNumber, type FiscalCalendar, type FiscalPeriod } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'
import { type PeriodSelection, resolvePeriod, wholePeriod } from './period-selection.ts'
import type { Reference } from './reference.ts'

/** Whether a day is the last one of a period or a later one. */
export const isEnded = ({ until }: Pick<FiscalPeriod, 'until'>, asOf: Day): boolean => dayNumber(until) <= dayNumber(asOf) + 1

/** The months of a period that have ended by a day. */
export const endedMonths = ({ months }: PeriodSelection, asOf: Day): readonly FiscalPeriod[] =>
  months.filter((month) => isEnded(month, asOf))

/** The last day of a period that counts as of a day: the day itself where the period is running. */
export const lastCounted = ({ last }: Pick<PeriodSelection, 'last'>, asOf: Day): DayNumber =>
  Math.min(dayNumber(last), dayNumber(asOf))

/** The day on which a question about a stock is asked: the earlier of `asOf` and the last day of the period. */
export const dayAsked = ({ period, asOf }: { readonly period: PeriodSelection; readonly asOf: Day }): DayNumber =>
  lastCounted(period, asOf)

/** The months of a period that have begun by a day. */
export const begunMonths = ({ months }: PeriodSelection, asOf: Day): readonly FiscalPeriod[] =>
  months.filter(({ first }) => first <= asOf)

/** A fiscal month, quarter or year as a selection. */
export const selected = ({ calendar }: Reference, period: FiscalPeriod): PeriodSelection => wholePeriod(period, calendar)

/** The year to date that ends with a period's last month. */
export const toDateOf = ({ calendar }: Reference, { months, period }: PeriodSelection): PeriodSelection => {
  const month = months.at(-1) ?? period
  const resolved = resolvePeriod(`${month.id}:ytd`, calendar)
  return resolved.ok ? resolved.value : wholePeriod(month, calendar)
}

/** The fiscal year that a period ends in, whole; null where the calendar has none. */
export const yearOf = ({ calendar }: Reference, { months, period }: PeriodSelection): PeriodSelection | null => {
  const year = calendar.period((months.at(-1) ?? period).year)
  return year === null ? null : wholePeriod(year, calendar)
}

/** The same period one fiscal year earlier, by its id, else by its place in the year; null where the calendar has none. P-09. */
export const yearEarlier = ({ calendar }: Reference, { id, form, period }: PeriodSelection): PeriodSelection | null => {
  const former = sameIdBefore(calendar, period) ?? samePlaceBefore(calendar, period)
  if (former === null) return null
  const resolved = resolvePeriod(form === 'plain' ? former.id : `${former.id}${id.slice(id.indexOf(':'))}`, calendar)
  return resolved.ok ? resolved.value : null
}

/** The period before one: of a month, quarter or year the one before it, of a year to date or twelve months that of a year earlier. */
export const periodBefore = (reference: Reference, period: PeriodSelection): PeriodSelection | null => {
  if (period.form !== 'plain') return yearEarlier(reference, period)
  const former = reference.calendar.previous(period.period, 1)
  return former === null ? null : selected(reference, former)
}

const sameIdBefore = (calendar: FiscalCalendar, { id, grain }: FiscalPeriod): FiscalPeriod | null => {
  const found = calendar.period(id.replace(/\d{4}/, (year) => String(Number(year) - 1).padStart(4, '0')))
  return found?.grain === grain && found.id !== id ? found : null
}

const samePlaceBefore = (calendar: FiscalCalendar, period: FiscalPeriod): FiscalPeriod | null => {
  const year = calendar.period(period.year)
  const former = year === null ? null : calendar.previous(year, 1)
  if (year === null || former === null || period.grain !== 'month') return null
  const place = calendar.monthsOf(year).findIndex(({ id }) => id === period.id)
  return calendar.monthsOf(former)[place] ?? null
}

/** The day one year earlier up to which a running year to date is compared. 29 February compares with 28 February. P-11. */
export const sameDayYearEarlier = (day: Day): Day => addMonths(day, -12)
