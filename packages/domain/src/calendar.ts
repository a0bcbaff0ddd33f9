import { type FiscalCalendarDefinition, isOfWeeks } from './calendar-definition.ts'
import { isWithinCalendars, monthsOfYear, year4, yearAt, yearStart } from './calendar-years.ts'
import { addDays, type Day, dayFrom, dayNumber, dayOf, isDay } from './day.ts'
import type { PeriodId } from './ids.ts'

/** A fiscal month, quarter or year: `until` is the first day after it; `quarter` and `year` are the ids of those around it. */
export type FiscalPeriod = {
  readonly id: PeriodId
  readonly grain: 'month' | 'quarter' | 'year'
  readonly first: Day
  readonly until: Day
  readonly quarter: PeriodId
  readonly year: PeriodId
}

/** Which fiscal period a day falls into, and the other way round. A day may be in none: then it counts in no period (P-09). */
export type FiscalCalendar = {
  readonly monthOf: (day: Day) => FiscalPeriod | null
  readonly quarterOf: (day: Day) => FiscalPeriod | null
  readonly yearOf: (day: Day) => FiscalPeriod | null
  /** The period of an id, of any grain; null when the calendar has none. */
  readonly period: (id: string) => FiscalPeriod | null
  /** The months of a period, in order; of a month, itself. */
  readonly monthsOf: (period: FiscalPeriod) => readonly FiscalPeriod[]
  /** The period of the same grain `count` earlier; null where the calendar has a hole. */
  readonly previous: (period: FiscalPeriod, count: number) => FiscalPeriod | null
  /** How many weeks a period of a week calendar has; null in other calendars, and where another one cuts it short within a week. P-09. */
  readonly weeksOf: (period: FiscalPeriod) => number | null
}

/**
 * The fiscal calendar that the definitions, in the order they were recorded, make up. P-09.
 *
 * Of two definitions for one year the later recorded holds. Without any: Gregorian months from 1 January. A year cut short by a
 * definition whose first year has the same number gets the suffix `-short`, and so do its quarters and numbered months.
 *
 * @example fiscalCalendar([]).monthOf('2025-03-05') // { id: '2025-03', first: '2025-03-01', until: '2025-04-01', … }
 */
export const fiscalCalendar = (definitions: readonly FiscalCalendarDefinition[]): FiscalCalendar => {
  const yearOn = rememberingYears(segmentsOf(definitions))
  const at = (grain: FiscalPeriod['grain']) => (day: Day) => yearOn.on(day)?.periods.find(holds(grain, day)) ?? null
  const monthOf = remembering(at('month'))
  const quarterOf = remembering(at('quarter'))
  const yearOf = remembering(at('year'))
  const of = { month: monthOf, quarter: quarterOf, year: yearOf }
  const previous = (period: FiscalPeriod, count: number): FiscalPeriod | null => {
    let found: FiscalPeriod | null = period
    for (let step = 0; step < count && found !== null; step += 1) found = of[found.grain](addDays(found.first, -1))
    return found
  }
  const monthsOf = (period: FiscalPeriod) => yearOn.on(period.first)?.periods.filter(isMonthOf(period)) ?? []
  const weeksOf = (period: FiscalPeriod) => (yearOn.on(period.first)?.isOfWeeks === true ? wholeWeeks(period) : null)
  return { monthOf, quarterOf, yearOf, period: remembering(yearOn.named), monthsOf, previous, weeksOf }
}

const wholeWeeks = ({ first, until }: FiscalPeriod): number | null => {
  const days = dayNumber(until) - dayNumber(first)
  return days % 7 === 0 ? days / 7 : null
}

const holds = (grain: FiscalPeriod['grain'], day: Day) => (period: FiscalPeriod) =>
  period.grain === grain && period.first <= day && day < period.until

const isMonthOf = (period: FiscalPeriod) => (month: FiscalPeriod) =>
  month.grain === 'month' && period.first <= month.first && month.until <= period.until

/** A span of days for which one definition holds; day numbers, `until` exclusive. */
type Segment = {
  readonly definition: FiscalCalendarDefinition
  readonly from: number
  readonly until: number
  /** Years of the definition with this number or a higher one are named again by the next. */
  readonly namedAgainFrom: number
}

const byDefault: FiscalCalendarDefinition = { fromFiscalYear: 1970, generator: 'gregorian' }

const segmentsOf = (definitions: readonly FiscalCalendarDefinition[]): readonly Segment[] => {
  const latest = new Map(definitions.map((definition) => [definition.fromFiscalYear, definition]))
  const sorted = (latest.size === 0 ? [byDefault] : [...latest.values()])
    .map((definition) => ({ definition, from: yearStart(definition, definition.fromFiscalYear) }))
    .sort((a, b) => a.from - b.from)
  const segments = sorted.map(({ definition, from }, index) => {
    const next = sorted[index + 1]
    const until = Math.min(next?.from ?? Number.POSITIVE_INFINITY, ownEnd(definition))
    return { definition, from, until, namedAgainFrom: next?.definition.fromFiscalYear ?? Number.POSITIVE_INFINITY }
  })
  return [...before(segments), ...segments]
}

const ownEnd = (definition: FiscalCalendarDefinition): number =>
  definition.generator === 'explicit'
    ? (monthsOfYear(definition, definition.fromFiscalYear).at(-1)?.until ?? Number.NEGATIVE_INFINITY)
    : Number.POSITIVE_INFINITY

/** The first generator also holds for all time before it, where no explicit list does. */
const before = (segments: readonly Segment[]): readonly Segment[] => {
  const index = segments.findIndex(({ definition }) => definition.generator !== 'explicit')
  const first = segments[index]
  if (first === undefined) return []
  const ends = [Number.NEGATIVE_INFINITY, ...segments.slice(0, index).map(({ until }) => until)]
  return ends.map((from, at) => {
    const next = segments[at] ?? first
    return { definition: first.definition, from, until: next.from, namedAgainFrom: next.definition.fromFiscalYear }
  })
}

/** A fiscal year with all its periods, cut to the segment it lies in. */
type Year = { readonly periods: readonly FiscalPeriod[]; readonly isOfWeeks: boolean }

const rememberingYears = (segments: readonly Segment[]) => {
  const years = new Map<string, Year>()
  const build = (segment: Segment, number: number): Year => {
    const key = `${segments.indexOf(segment)}:${number}`
    const year = years.get(key) ?? { periods: periodsOf(segment, number), isOfWeeks: isOfWeeks(segment.definition) }
    years.set(key, year)
    return year
  }
  const on = (day: Day): Year | null => {
    if (!isWithinCalendars(day)) return null
    const number = dayNumber(day)
    const segment = segments.find(({ from, until }) => from <= number && number < until)
    return segment === undefined ? null : build(segment, yearAt(segment.definition, number))
  }
  const named = (id: string): FiscalPeriod | null => {
    const numbers = yearsNamed(id)
    const candidates = segments.flatMap((segment) =>
      segment.definition.generator === 'explicit'
        ? [build(segment, segment.definition.fromFiscalYear)]
        : numbers.map((number) => build(segment, number)),
    )
    return candidates.flatMap(({ periods }) => periods).find((period) => period.id === id) ?? null
  }
  return { on, named }
}

/** The fiscal years in which a period of this id may lie. */
const yearsNamed = (id: string): readonly number[] => {
  const digits = /^(?:FY)?(\d{4})(?:-|$)/.exec(id)?.[1]
  if (digits === undefined) return []
  const year = Number(digits)
  if (!isDay(`${digits}-01-01`) || !isWithinCalendars(dayFrom(year, 1, 1))) return []
  return /^\d{4}-\d{2}$/.test(id) ? [year, year + 1, year - 1] : [year]
}

const periodsOf = (segment: Segment, number: number): readonly FiscalPeriod[] => {
  const short = number >= segment.namedAgainFrom ? '-short' : ''
  const year = `FY${year4(number)}${short}` as PeriodId // Sound: within the schema's characters
  const months = monthsOfYear(segment.definition, number).flatMap((month) => {
    const first = Math.max(month.first, segment.from)
    const until = Math.min(month.until, segment.until)
    if (first >= until) return []
    const id = month.id.startsWith('FY') ? `${month.id}${short}` : month.id
    return [{ id, quarter: `${month.quarter}${short}`, first, until }]
  })
  const quarters = [...Map.groupBy(months, ({ quarter }) => quarter)].map(([id, parts]) => ({
    ...around(parts),
    id,
    quarter: id,
  }))
  const whole = months.length === 0 ? [] : [{ ...around(months), id: year, quarter: '' }]
  return [
    ...months.map(asPeriod('month', year)),
    ...quarters.map(asPeriod('quarter', year)),
    ...whole.map(asPeriod('year', year)).map((period) => ({ ...period, quarter: year })),
  ]
}

type Span = { readonly id: string; readonly quarter: string; readonly first: number; readonly until: number }

const around = (parts: readonly Span[]) => ({
  first: Math.min(...parts.map(({ first }) => first)),
  until: Math.max(...parts.map(({ until }) => until)),
})

const asPeriod =
  (grain: FiscalPeriod['grain'], year: PeriodId) =>
  ({ id, quarter, first, until }: Span): FiscalPeriod => ({
    id: id as PeriodId, // Sound: built by the generator, or parsed in an explicit list
    grain,
    first: dayOf(first),
    until: dayOf(until),
    quarter: quarter as PeriodId, // Sound: as the id
    year,
  })

const remembered = 50_000

const remembering = <Key, Value>(find: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new Map<Key, Value>()
  return (key) => {
    const value = known.get(key)
    if (value !== undefined) return value
    const found = find(key)
    if (known.size >= remembered) known.clear()
    known.set(key, found)
    return found
  }
}
