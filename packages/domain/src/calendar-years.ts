import { type FiscalCalendarDefinition, quarterId } from './calendar-definition.ts'
import { type Day, dayFrom, dayNumber, daysInMonth, partsOf } from './day.ts'

/** A month of a fiscal year before anything cuts it short; `first` and `until` (exclusive) are day numbers. */
export type MonthSpan = { readonly id: string; readonly quarter: string; readonly first: number; readonly until: number }

/** The number of the first day of a fiscal year by a definition. */
export const yearStart = (definition: FiscalCalendarDefinition, year: number): number => {
  if (definition.generator === 'explicit') return explicitMonths(definition)[0]?.first ?? 0
  const { yearStartsOn } = definition
  if (definition.generator === 'gregorian' || yearStartsOn === undefined) return boundary(definition, year, 0)
  return dayNumber(yearStartsOn) + 7 * weeksBetween(definition, year)
}

/** The fiscal year that a day falls into by a definition. */
export const yearAt = (definition: FiscalCalendarDefinition, day: number): number => {
  if (definition.generator === 'explicit') return definition.fromFiscalYear
  let year = definition.fromFiscalYear + Math.floor((day - yearStart(definition, definition.fromFiscalYear)) / 365.2425)
  while (yearStart(definition, year) > day) year -= 1
  while (yearStart(definition, year + 1) <= day) year += 1
  return year
}

/** The months of a fiscal year by a definition, in order, without gaps. */
export const monthsOfYear = (definition: FiscalCalendarDefinition, year: number): readonly MonthSpan[] => {
  if (definition.generator === 'explicit') return year === definition.fromFiscalYear ? explicitMonths(definition) : []
  const bounds = definition.generator === 'gregorian' ? gregorianBounds(definition, year) : weekBounds(definition, year)
  return bounds.slice(0, -1).map((first, index) => ({
    id: isCalendarMonths(definition)
      ? monthId(definition, year, index)
      : `FY${year4(year)}-P${String(index + 1).padStart(2, '0')}`,
    quarter: `${year4(year)}-Q${Math.floor(index / 3) + 1}`,
    first,
    until: bounds[index + 1] ?? first,
  }))
}

/** A fiscal year's number in four digits, as it stands in ids. */
export const year4 = (year: number): string => String(year).padStart(4, '0')

const isCalendarMonths = ({ generator, startDay = 1 }: FiscalCalendarDefinition): boolean =>
  generator === 'gregorian' && startDay === 1

const gregorianBounds = (definition: FiscalCalendarDefinition, year: number): readonly number[] =>
  Array.from({ length: 13 }, (_, index) => boundary(definition, year, index))

/** The first day of the month with this index: a start day that a calendar month lacks is clamped to its last day. */
const boundary = (definition: FiscalCalendarDefinition, fiscalYear: number, index: number): number => {
  const { year, month } = calendarMonth(definition, fiscalYear, index)
  return dayNumber(dayFrom(year, month, Math.min(definition.startDay ?? 1, daysInMonth(year, month))))
}

const monthId = (definition: FiscalCalendarDefinition, fiscalYear: number, index: number): string => {
  const { year, month } = calendarMonth(definition, fiscalYear, index)
  return `${year4(year)}-${String(month).padStart(2, '0')}`
}

const calendarMonth = (definition: FiscalCalendarDefinition, fiscalYear: number, index: number) => {
  const { startMonth = 1, startDay = 1, namedBy = 'end' } = definition
  const beginsInItsYear = namedBy === 'start' || (startMonth === 1 && startDay === 1)
  const months = (beginsInItsYear ? fiscalYear : fiscalYear - 1) * 12 + startMonth - 1 + index
  return { year: Math.floor(months / 12), month: (months % 12) + 1 }
}

const patterns = { '4-4-5': [4, 4, 5], '4-5-4': [4, 5, 4], '5-4-4': [5, 4, 4] } as const

const weekBounds = (definition: FiscalCalendarDefinition, year: number): readonly number[] => {
  const { generator } = definition
  const pattern = generator === 'gregorian' || generator === 'explicit' ? patterns['4-4-5'] : patterns[generator]
  const bounds = [yearStart(definition, year)]
  for (let index = 0; index < 11; index += 1) bounds.push((bounds[index] ?? 0) + 7 * (pattern[index % 3] ?? 4))
  // The 53rd week lengthens the last month: the next year begins a week later.
  return [...bounds, yearStart(definition, year + 1)]
}

/** Weeks from the first day of the definition's first year to the first day of `year`; negative before. */
const weeksBetween = (definition: FiscalCalendarDefinition, year: number): number => {
  const { fromFiscalYear, extraWeek = false } = definition
  const long = extraWeek === true ? [fromFiscalYear] : extraWeek === false ? [] : [...new Set(extraWeek)]
  const after = long.filter((one) => one >= fromFiscalYear && one < year).length
  const before = long.filter((one) => one < fromFiscalYear && one >= year).length
  return 52 * (year - fromFiscalYear) + after - before
}

const explicitMonths = (definition: FiscalCalendarDefinition): readonly MonthSpan[] =>
  (definition.periods ?? [])
    .map(({ id, effectiveOn, effectiveUntil, quarter }) => ({
      id,
      quarter: quarterId(definition, quarter),
      first: dayNumber(effectiveOn),
      until: dayNumber(effectiveUntil),
    }))
    .sort((a, b) => a.first - b.first)

/** Whether a day lies where every calendar has periods: the first and the last year of the era are left out. */
export const isWithinCalendars = (day: Day): boolean => {
  const { year } = partsOf(day)
  return year > 2 && year < 9_997
}
