import {
  accept,
  addDays,
  type Day,
  dayNumber,
  type FiscalCalendar,
  type FiscalPeriod,
  isDay,
  type Result,
  refuse,
} from '@daybook/domain'
import type { DayNumber, Grain, Kind, KpiDescription, PeriodKey } from './kpi.ts'
import { periodKey } from './reference.ts'

/**
 * A period as asked for: a fiscal month, quarter or year, a year to date (`2025-03:ytd`), or the twelve whole fiscal months that end
 * with a month (`2025-03:r12`). `period` is the one named; `months` are all fiscal months in it, in order; `last` its last day.
 */
export type PeriodSelection = {
  readonly id: string
  readonly form: 'plain' | 'ytd' | 'r12'
  readonly period: FiscalPeriod
  readonly months: readonly FiscalPeriod[]
  /** The fiscal year of a year to date. */
  readonly year: FiscalPeriod | null
  readonly first: Day
  readonly last: Day
}

/** Why a period cannot be answered: the calendar does not have it, the KPI has no value for its kind, or there are too many. */
export type PeriodRefusal = {
  readonly code: 'unknown-period' | 'unsupported-period' | 'range-too-long'
  readonly period: string
  readonly detail: string
}

/** What decides which periods a KPI answers. */
export type Timing = {
  readonly kind: Kind
  readonly grain: readonly Grain[]
  readonly anyDay?: boolean
  /** Of what is computed when it is read: whether a month may end in `:ytd` or `:r12`. Its grains are all it has. */
  readonly forms?: readonly ('ytd' | 'r12')[]
}

/** One stored period cell to read: with `day`, only contributions dated on or before it. */
export type PeriodCell = { readonly key: PeriodKey; readonly period: FiscalPeriod; readonly day: DayNumber | null }

/**
 * What is read for a KPI and a period: period cells that are added up, buckets up to a day (of a stock all of them, `first` null; of a
 * flow that is kept in buckets those from the first day of the period on), or whatever is dated on some days (`until` is the first that
 * does not count). Domain 1.1.
 */
export type CellSelection =
  | { readonly kind: 'periods'; readonly cells: readonly PeriodCell[] }
  | { readonly kind: 'buckets'; readonly first: DayNumber | null; readonly day: DayNumber }
  | { readonly kind: 'days'; readonly from: DayNumber; readonly until: DayNumber }

/**
 * The period that a text names. Refused: a period that the calendar does not have, an unknown suffix, a suffix on anything but a month.
 *
 * @example resolvePeriod('2025-03:ytd', calendar) // the months 2025-01, 2025-02, 2025-03
 */
export const resolvePeriod = (text: string, calendar: FiscalCalendar): Result<PeriodSelection, PeriodRefusal> => {
  const colon = text.indexOf(':')
  const id = colon < 0 ? text : text.slice(0, colon)
  const suffix = colon < 0 ? null : text.slice(colon + 1)
  const period = calendar.period(id)
  if (period === null) return unknown(text, `the calendar has no period ${id}; ${formsNear(id, calendar)}`)
  if (suffix === null) return accept(wholePeriod(period, calendar))
  if (suffix !== 'ytd' && suffix !== 'r12') return unknown(text, 'a period may end in :ytd or :r12')
  if (period.grain !== 'month')
    return unknown(text, `:${suffix} follows a fiscal month, as in ${calendar.monthOf(period.first)?.id ?? '2025-02'}:${suffix}`)
  return accept(suffix === 'ytd' ? toDate(period, calendar) : trailing(period, calendar))
}

/** How the periods of a calendar are written, with those of its own that lie near what was meant. */
const formsNear = (id: string, calendar: FiscalCalendar): string => {
  const [, year = '', month = ''] = /(\d{4})(?:[^\dq]?(\d{1,2}))?/i.exec(id) ?? []
  const days = [`${year}-${month.padStart(2, '0')}-15`, `${year}-01-15`].filter(isDay)
  const near = days.map((day) => [calendar.monthOf(day), calendar.quarterOf(day), calendar.yearOf(day)])
  const ids = near.find((each) => each.every((period) => period !== null))?.map((period) => period?.id)
  const [first = '', ...longer] = ids ?? ['2025-02', '2025-Q1', 'FY2025']
  return `periods are written ${[first, ...longer].join(', ')}, ${first}:ytd or ${first}:r12`
}

/** A fiscal month, quarter or year as a selection. */
export const wholePeriod = (period: FiscalPeriod, calendar: FiscalCalendar): PeriodSelection => ({
  id: period.id,
  form: 'plain',
  period,
  months: calendar.monthsOf(period),
  year: null,
  first: period.first,
  last: addDays(period.until, -1),
})

const unknown = (period: string, detail: string) => refuse({ code: 'unknown-period' as const, period, detail })

const toDate = (month: FiscalPeriod, calendar: FiscalCalendar): PeriodSelection => {
  const year = calendar.period(month.year)
  const months = year === null ? [month] : calendar.monthsOf(year).filter(({ first }) => first <= month.first)
  return { ...spanning(month, months), id: `${month.id}:ytd`, form: 'ytd', year }
}

const trailing = (month: FiscalPeriod, calendar: FiscalCalendar): PeriodSelection => {
  const earlier = Array.from({ length: 12 }, (_, count) => calendar.previous(month, 11 - count))
  const months = earlier.filter((period) => period !== null)
  return { ...spanning(month, months), id: `${month.id}:r12`, form: 'r12', year: null }
}

const spanning = (month: FiscalPeriod, months: readonly FiscalPeriod[]) => ({
  period: month,
  months,
  first: months[0]?.first ?? month.first,
  last: addDays(month.until, -1),
})

/** The period of a day at the finest grain that all of the KPIs have: what is answered when none is asked for. */
export const defaultPeriod = (
  timings: readonly Timing[],
  asOf: Day,
  calendar: FiscalCalendar,
): Result<PeriodSelection, PeriodRefusal> => {
  const period = periodAt(calendar, finestGrain(timings), asOf)
  return period === null ? unknown(asOf, `${asOf} lies in no fiscal period`) : accept(wholePeriod(period, calendar))
}

/**
 * All periods from the one to the other, at their own grain where the KPIs have it, else at the KPIs' finest.
 *
 * @example periodRange({ from: '2025-01', to: '2025-12' }, [commitments], calendar) // the four quarters of 2025
 */
export const periodRange = (
  range: { readonly from: string; readonly to: string },
  timings: readonly Timing[],
  calendar: FiscalCalendar,
): Result<readonly PeriodSelection[], PeriodRefusal> => {
  const from = resolvePeriod(range.from, calendar)
  if (!from.ok) return from
  const to = resolvePeriod(range.to, calendar)
  if (!to.ok) return to
  if (from.value.form !== 'plain') return unknown(range.from, 'a range goes from one fiscal period to another')
  if (to.value.form !== 'plain') return unknown(range.to, 'a range goes from one fiscal period to another')
  if (to.value.last < from.value.first) return unknown(range.to, `${range.to} ends before ${range.from} begins`)
  const asked = from.value.period.grain === to.value.period.grain ? from.value.period.grain : null
  const grain = asked !== null && timings.every((timing) => grainsOf(timing).includes(asked)) ? asked : finestGrain(timings)
  const periods = periodsBetween(calendar, grain, { first: from.value.first, last: to.value.last })
  if (periods === null) return tooLong(`${range.from} to ${range.to}`)
  return accept(periods)
}

const periodsMax = 1_000
const gapDaysMax = 1_000

const tooLong = (period: string) =>
  refuse({ code: 'range-too-long' as const, period, detail: `a range holds at most ${periodsMax} periods` })

const periodsBetween = (
  calendar: FiscalCalendar,
  grain: Grain,
  span: { readonly first: Day; readonly last: Day },
): readonly PeriodSelection[] | null => {
  const periods: PeriodSelection[] = []
  let gapDays = 0
  for (let day = span.first; day <= span.last; ) {
    const period = periodAt(calendar, grain, day)
    if (period === null) gapDays += 1
    else periods.push(wholePeriod(period, calendar))
    if (periods.length > periodsMax || gapDays > gapDaysMax) return null
    day = period === null ? addDays(day, 1) : period.until
  }
  return periods
}

const periodAt = (calendar: FiscalCalendar, grain: Grain, day: Day): FiscalPeriod | null =>
  ({ month: calendar.monthOf, quarter: calendar.quarterOf, year: calendar.yearOf })[grain](day)

const allGrains = ['month', 'quarter', 'year'] as const

/** The grains of which a KPI has a value: its own; all of them for what is kept in buckets and for what adds up over months. */
export const grainsOf = (timing: Timing): readonly Grain[] =>
  isInBuckets(timing) || isAdditive(timing) ? allGrains : timing.grain

/** The period itself where a measure that is computed when read has a value for it; a stock has one on any day. */
export const answeredBy = (timing: Timing, selection: PeriodSelection): Result<PeriodSelection, PeriodRefusal> => {
  const { form, period } = selection
  if (form !== 'plain') return timing.forms?.includes(form) ? accept(selection) : unsupported(selection, answersFor(timing))
  if (timing.kind === 'stock' || timing.grain.includes(period.grain)) return accept(selection)
  return unsupported(selection, answersFor(timing))
}

const finestGrain = (timings: readonly Timing[]): Grain =>
  allGrains.find((grain) => timings.every((timing) => grainsOf(timing).includes(grain))) ?? 'year'

/** Whether rows stand in buckets, the Gregorian months of their days, instead of fiscal periods: a KPI that has cells of no grain. */
export const isInBuckets = ({ grain }: Pick<Timing, 'grain'>): boolean => grain.length === 0

/** Whether months add up to quarters and years: a flow or plan that has cells of months alone. Audit 2.3. */
export const isAdditive = ({ kind, grain, forms }: Timing): boolean =>
  forms === undefined && kind !== 'stock' && grain.length === 1 && grain[0] === 'month'

/**
 * The cells that make up a KPI's value for a period, as of a day.
 *
 * A flow that adds up over time is the sum of its months; a distinct count reads its own cell of the quarter or year, to date up to the
 * end of the month; a plan is not cut by `asOf`; a stock is read on the earlier of `asOf` and the last day, and a flow in buckets from the
 * first day of the period up to it.
 * Refused: `:r12` of what does not add up over months, and grains that the KPI has no cells of.
 */
export const cellsOf = (timing: Timing, selection: PeriodSelection, asOf: Day): Result<CellSelection, PeriodRefusal> => {
  const last = selection.last < asOf ? selection.last : asOf
  if (timing.kind === 'stock') {
    if (selection.form === 'r12')
      return unsupported(selection, 'a stock has a value on a day, not over twelve months: leave :r12 out')
    return accept({ kind: 'buckets', first: null, day: dayNumber(last) })
  }
  if (isInBuckets(timing)) return accept({ kind: 'buckets', first: dayNumber(selection.first), day: dayNumber(last) })
  if (isAdditive(timing)) return accept({ kind: 'periods', cells: monthCells(timing, selection, asOf) })
  if (selection.form === 'r12')
    return unsupported(selection, `:r12 is answered for what adds up over months; ${answersFor(timing)}`)
  const { period, year } = selection
  if (selection.form === 'plain') {
    return timing.grain.includes(period.grain)
      ? accept({ kind: 'periods', cells: cut(timing, period, asOf) })
      : unsupported(selection, answersFor(timing))
  }
  // Dated outside the period, a contribution to date would depend on a month that it has nothing to do with.
  if (year === null || !hasToDate(timing)) return unsupported(selection, answersFor(timing))
  return accept({ kind: 'periods', cells: cut(timing, year, last) })
}

/**
 * Which of the KPIs holds a KPI's value for a period, and as which period: twelve months of what is counted once in them stand in a stock
 * of their own, that of the last of their days. M-10.
 */
export const holderOf = <Named extends Pick<KpiDescription, 'name' | 'trailingOf'>>(
  kpis: readonly Named[],
  kpi: Named,
  period: PeriodSelection,
): { readonly kpi: Named; readonly period: PeriodSelection } => {
  const trailing = period.form === 'r12' ? kpis.find(({ trailingOf }) => trailingOf === kpi.name) : undefined
  return trailing === undefined ? { kpi, period } : { kpi: trailing, period: { ...period, form: 'plain' } }
}

const unsupported = ({ id }: PeriodSelection, detail: string) =>
  refuse({ code: 'unsupported-period' as const, period: id, detail })

const answersFor = (timing: Timing): string => {
  const { grain, forms = hasToDate(timing) ? ['ytd' as const] : [] } = timing
  const months = forms.map((form) => `:${form}`).join(' or ')
  if (grain.length === 0) return 'it has a value on a day: leave the ending out'
  return `it is answered by ${grain.join(' and ')}${months === '' ? '' : `, and for a month that ends in ${months}`}`
}

/** Whether what is counted once in a year is counted up to a month of it as well. */
const hasToDate = ({ anyDay, grain }: Timing): boolean => anyDay !== true && grain.includes('year')

const monthCells = (timing: Timing, { months }: PeriodSelection, asOf: Day): readonly PeriodCell[] =>
  timing.kind === 'plan'
    ? months.map((period) => ({ key: periodKey(period), period, day: null }))
    : months.flatMap((period) => cut(timing, period, asOf))

/** The cell of a period up to a day; nothing when the period has not begun, and no filter when it is over. */
const cut = (timing: Timing, period: FiscalPeriod, asOf: Day): readonly PeriodCell[] => {
  const cell = { key: periodKey(period), period }
  if (timing.anyDay === true) return [{ ...cell, day: dayNumber(asOf) }]
  if (asOf < period.first) return []
  return [{ ...cell, day: asOf < addDays(period.until, -1) ? dayNumber(asOf) : null }]
}
