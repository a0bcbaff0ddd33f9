import { type Day, type FiscalCalendarDefinition, type FiscalPeriod, fiscalCalendar } from '@daybook/domain'

// Dates by the runtime's own calendar, months by counting; nothing of the product's.

const millisecondsOfDay = 86_400_000

/** Days since 1970-01-01. */
export const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / millisecondsOfDay

const dayFromNumber = (number: number): Day => new Date(number * millisecondsOfDay).toISOString().slice(0, 10) as Day // Sound: a date

/** The day so many days later. */
export const plusDays = (day: Day, count: number): Day => dayFromNumber(numberOf(day) + count)

const lastOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** The day so many months earlier, or the last of that month where it has no such day. */
export const minusMonths = (day: Day, count: number): Day => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const months = year * 12 + month - 1 - count
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1]
  const toDate = Math.min(date, lastOfMonth(toYear, toMonth))
  return new Date(Date.UTC(toYear, toMonth - 1, toDate)).toISOString().slice(0, 10) as Day // Sound: a date
}

/** From the first day up to, without, `until`. */
export type Span = { readonly first: Day; readonly until: Day }

/** The calendar of a book: which months there are, and what a period's name means. */
export type Months = {
  /** The span of a month, quarter or year by its name, with or without `:ytd` or `:r12`; null when there is none. */
  readonly span: (name: string) => Span | null
  /** The months inside a span, first to last. */
  readonly months: (span: Span) => readonly Span[]
  /** The span of the month around a day, or null. */
  readonly monthOf: (day: Day) => Span | null
  /** The quarter or year a quarter lies in, by name: what a quarterly review counts in. */
  readonly holds: (name: string, quarter: string) => boolean
}

const monthFrom = (index: number): Span => {
  const at = (count: number): Day => new Date(Date.UTC(Math.floor(count / 12), count % 12, 1)).toISOString().slice(0, 10) as Day // Sound: a date
  return { first: at(index), until: at(index + 1) }
}

const months = (from: number, count: number): Span => ({ first: monthFrom(from).first, until: monthFrom(from + count - 1).until })

const plainSpan = (name: string): Span | null => {
  const month = /^(\d{4})-(\d{2})$/.exec(name)
  if (month) return months(Number(month[1]) * 12 + Number(month[2]) - 1, 1)
  const quarter = /^(\d{4})-Q([1-4])$/.exec(name)
  if (quarter) return months(Number(quarter[1]) * 12 + (Number(quarter[2]) - 1) * 3, 3)
  const year = /^FY(\d{4})$/.exec(name)
  return year ? months(Number(year[1]) * 12, 12) : null
}

const monthsWithin = (span: Span): readonly Span[] => {
  const found: Span[] = []
  for (let index = Number(span.first.slice(0, 4)) * 12; monthFrom(index).first < span.until; index++) {
    if (monthFrom(index).first >= span.first) found.push(monthFrom(index))
  }
  return found
}

/** Calendar years, quarters and months: what holds in a book without a definition. */
const gregorian: Months = {
  span: (name) => {
    const [base = '', suffix] = name.split(':')
    const span = plainSpan(base)
    if (span === null || suffix === undefined) return span
    const january = `${span.first.slice(0, 4)}-01-01` as Day // Sound: a date
    return { first: suffix === 'ytd' ? january : minusMonths(span.until, 12), until: span.until }
  },
  months: monthsWithin,
  monthOf: (day) => plainSpan(day.slice(0, 7)),
  holds: (name, quarter) => {
    const [outer, inner] = [plainSpan(name), plainSpan(quarter)]
    return outer !== null && inner !== null && outer.first <= inner.first && inner.until <= outer.until
  },
}

/** Books with a calendar of their own ask the product's calendar: it has an oracle of its own in its tests. */
const defined = (definitions: readonly FiscalCalendarDefinition[]): Months => {
  const calendar = fiscalCalendar(definitions)
  const twelveUpTo = (period: FiscalPeriod): Span | null => {
    const first = calendar.previous(period, 11)
    return first === null ? null : { first: first.first, until: period.until }
  }
  const within = (span: Span): readonly Span[] => {
    const found: Span[] = []
    for (
      let month = calendar.monthOf(span.first);
      month !== null && month.first < span.until;
      month = calendar.monthOf(month.until)
    ) {
      found.push(month)
    }
    return found
  }
  return {
    span: (name) => {
      const [base = '', suffix] = name.split(':')
      const period = calendar.period(base)
      if (period === null || suffix === undefined) return period
      if (suffix === 'r12') return twelveUpTo(period)
      const year = calendar.yearOf(period.first)
      return year === null ? null : { first: year.first, until: period.until }
    },
    months: within,
    monthOf: calendar.monthOf,
    holds: (name, quarter) => name === quarter || calendar.period(quarter)?.year === name,
  }
}

/** The calendar that the definitions known make up. */
export const monthsOf = (definitions: readonly FiscalCalendarDefinition[]): Months =>
  definitions.length === 0 ? gregorian : defined(definitions)
