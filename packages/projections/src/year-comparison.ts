import { type Day, dayNumber, type FiscalPeriod } from '@daybook/domain'
import type { CalculationQuestion } from './calculation.ts'
import type { DayNumber } from './kpi.ts'
import { lastCounted, sameDayYearEarlier, yearEarlier } from './period-arithmetic.ts'
import type { PeriodSelection } from './period-selection.ts'
import { policyFor, type Reference } from './reference.ts'

/** Days that are added up, the first and the last counted. */
export type DaySpan = { readonly from: DayNumber; readonly last: DayNumber }

/** A period that is compared with the one a year earlier, as of a day. */
export type Comparison = Pick<CalculationQuestion, 'period' | 'asOf' | 'reference'>

/** The weeks of a long year, and the days of an ordinary one in a week calendar. */
const [weeksOfLongYear, daysOfShortYear] = [53, 52 * 7]

/** How many weeks a period has; null where its months are no weeks. P-09. */
export const weeksIn = ({ calendar }: Reference, { months }: Pick<PeriodSelection, 'months'>): number | null => {
  const weeks = months.map(calendar.weeksOf)
  return weeks.length === 0 || weeks.includes(null) ? null : weeks.reduce<number>((sum, each) => sum + (each ?? 0), 0)
}

/**
 * Whether a period is compared with a year of 53 weeks restated by the policy `year-comparison`: without its first week, each of its
 * months a week later, so that both sides have the same weeks (NRF practice). P-09.
 *
 * Only the year that is compared with is restated. One of 53 weeks is itself compared by its id with the year before, which it follows
 * week by week up to its last; `weeksInPeriod` tells of the difference.
 */
export const isRestated = ({ period, asOf, reference }: Comparison): boolean => {
  if (policyFor(reference, 'year-comparison', lastCounted(period, asOf)) !== 'nrf-restated') return false
  return yearEarlier(reference, period)?.months.some((month) => longYearOf(reference, month) !== null) === true
}

const longYearOf = ({ calendar }: Reference, month: FiscalPeriod): FiscalPeriod | null => {
  const year = calendar.period(month.year)
  return year !== null && calendar.weeksOf(year) === weeksOfLongYear ? year : null
}

/** The period one year earlier by its id, and the day up to which it is compared; null where the calendar has none. P-11. */
export const comparedYearEarlier = ({
  period,
  asOf,
  reference,
}: Comparison): { readonly period: PeriodSelection; readonly asOf: Day } | null => {
  const before = yearEarlier(reference, period)
  if (before === null) return null
  return { period: before, asOf: isRunning({ period, asOf }) ? sameDayYearEarlier(asOf) : before.last }
}

const isRunning = ({ period, asOf }: Pick<Comparison, 'period' | 'asOf'>): boolean => period.form === 'ytd' && asOf < period.last

/**
 * The days of a restated year that a period is compared with: one span, or two where the dropped week lies between them. A year to date
 * that is running is cut on the same day of the same week.
 */
export const restatedYearEarlier = (comparison: Comparison): readonly DaySpan[] => {
  const spans = restatedSpans(comparison)
  if (!isRunning(comparison)) return spans
  const cut = dayNumber(comparison.asOf) - daysOfShortYear
  return spans.map(({ from, last }) => ({ from, last: Math.max(from - 1, Math.min(last, cut)) }))
}

const restatedSpans = ({ period, reference }: Comparison): readonly DaySpan[] => {
  const spans: DaySpan[] = []
  for (const month of yearEarlier(reference, period)?.months ?? []) {
    const next = aWeekLater(reference, month)
    const former = spans.at(-1)
    if (former !== undefined && former.last + 1 === next.from) spans.splice(-1, 1, { ...former, last: next.last })
    else spans.push(next)
  }
  return spans
}

const aWeekLater = (reference: Reference, month: FiscalPeriod): DaySpan => {
  const [from, last] = [dayNumber(month.first), dayNumber(month.until) - 1]
  const year = longYearOf(reference, month)
  return year === null ? { from, last } : { from: from + 7, last: Math.min(last + 7, dayNumber(year.until) - 1) }
}

/** The days that a period is compared with, by id or restated; none where the calendar has no such period. */
export const daysYearEarlier = (comparison: Comparison): readonly DaySpan[] => {
  if (isRestated(comparison)) return restatedYearEarlier(comparison)
  const before = comparedYearEarlier(comparison)
  return before === null ? [] : [{ from: dayNumber(before.period.first), last: lastCounted(before.period, before.asOf) }]
}

/** The weeks of both sides of a comparison, as an explanation notes them; nothing where months are no weeks. P-09. */
export const weeksCompared = (comparison: Comparison): { readonly notes?: Readonly<Record<string, string>> } => {
  const { period, reference } = comparison
  const before = yearEarlier(reference, period)
  const [weeks, weeksBefore] = [weeksIn(reference, period), before === null ? null : weeksIn(reference, before)]
  if (weeks === null || weeksBefore === null) return {}
  const compared = isRestated(comparison) ? weeksOfSpans(restatedSpans(comparison)) : weeksBefore
  return { notes: { weeksInPeriod: `${weeks}`, weeksBefore: `${compared}` } }
}

const weeksOfSpans = (spans: readonly DaySpan[]): number => spans.reduce((sum, { from, last }) => sum + (last + 1 - from), 0) / 7
