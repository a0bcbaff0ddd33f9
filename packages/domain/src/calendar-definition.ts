import { z } from 'zod'
import { byDay, Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event } from './event.ts'
import { PeriodId } from './ids.ts'
import { accept, refuse } from './result.ts'

const year = z.int().min(2).max(9_998)

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/**
 * Where fiscal periods begin, from a fiscal year on. P-09.
 *
 * `yearStartsOn` is the first day of `fromFiscalYear` of a week calendar; `extraWeek` names its years of 53 weeks, `true` the first.
 */
export const FiscalCalendarDefined = event('FiscalCalendarDefined', {
  fromFiscalYear: year,
  generator: z.enum(['gregorian', '4-4-5', '4-5-4', '5-4-4', 'explicit']),
  startMonth: z.int().min(1).max(12).exactOptional(),
  startDay: z.int().min(1).max(31).exactOptional(),
  yearStartsOn: Day.exactOptional(),
  extraWeek: z.union([z.boolean(), z.array(year).max(1_000)]).exactOptional(),
  namedBy: z.enum(['start', 'end']).exactOptional(),
  periods: z
    .array(z.strictObject({ id: PeriodId, effectiveOn: Day, effectiveUntil: Day, quarter: PeriodId }))
    .min(1)
    .max(400)
    .exactOptional(),
})

/** One definition, as stored. */
export type FiscalCalendarDefinition = z.infer<typeof FiscalCalendarDefined>['data']

/** Whether the months of a definition are whole weeks. */
export const isOfWeeks = ({ generator }: FiscalCalendarDefinition): boolean => /^\d-\d-\d$/.test(generator)

/** The id of the quarter that an explicit list names; a bare `Q1` is that of the list's year. */
export const quarterId = ({ fromFiscalYear }: FiscalCalendarDefinition, quarter: PeriodId): string =>
  /^Q[1-4]$/.test(quarter) ? `${String(fromFiscalYear).padStart(4, '0')}-${quarter}` : quarter

/** What can happen to the calendar. */
export const calendarEvents = [FiscalCalendarDefined] as const
export type CalendarEvent = z.infer<(typeof calendarEvents)[number]>

/** What may be decided about the calendar. */
export type CalendarCommand = { type: 'DefineCalendar'; effectiveOn: Day; data: FiscalCalendarDefinition }

/** Why a calendar is none. */
export type CalendarRefusal =
  | { code: 'calendar-gap'; after: PeriodId; before: PeriodId }
  | { code: 'calendar-incomplete'; missing: 'yearStartsOn' | 'periods' }
  | { code: 'period-id-taken'; period: PeriodId }

/** The definitions so far, in the order they were recorded. */
export type CalendarState = readonly FiscalCalendarDefinition[]

/** The fiscal calendar of the organisation. */
export const calendar: Decider<CalendarState, CalendarCommand, CalendarEvent, CalendarRefusal> = {
  initialState: [],
  evolve: (state, { data }) => [...state, data],
  decide: (state, { effectiveOn, data }) => {
    const refusal = calendarRefusal(state, data)
    if (refusal !== null) return refuse(refusal)
    const inForce = state.findLast(({ fromFiscalYear }) => fromFiscalYear === data.fromFiscalYear)
    return accept(isSame(inForce, data) ? [] : [{ type: 'FiscalCalendarDefined', effectiveOn, data }])
  },
}

const calendarRefusal = (state: CalendarState, data: FiscalCalendarDefinition): CalendarRefusal | null => {
  const { generator, periods } = data
  switch (generator) {
    case 'gregorian':
      return null
    case '4-4-5':
    case '4-5-4':
    case '5-4-4':
      return data.yearStartsOn === undefined ? { code: 'calendar-incomplete', missing: 'yearStartsOn' } : null
    case 'explicit':
      return periods === undefined ? { code: 'calendar-incomplete', missing: 'periods' } : listRefusal(state, data, periods)
  }
}

type Listed = NonNullable<FiscalCalendarDefinition['periods']>

const listRefusal = (state: CalendarState, data: FiscalCalendarDefinition, periods: Listed): CalendarRefusal | null => {
  const others = state.filter(({ fromFiscalYear }) => fromFiscalYear !== data.fromFiscalYear)
  const taken = new Set(others.flatMap(idsOf))
  const twice = periods.find(({ id, quarter }, index) => {
    const isAnotherId = periods.some(
      (other, place) => quarterId(data, other.quarter) === id || (place < index && other.id === id),
    )
    return isAnotherId || taken.has(id) || taken.has(quarterId(data, quarter))
  })
  if (twice !== undefined) return { code: 'period-id-taken', period: twice.id }
  const sorted = periods.toSorted((a, b) => byDay(a.effectiveOn, b.effectiveOn))
  const gap = sorted.findIndex((period, index) => {
    const next = sorted[index + 1]
    const runsBack = period.effectiveUntil <= period.effectiveOn
    return runsBack || (next !== undefined && (period.effectiveUntil !== next.effectiveOn || leavesQuarter(sorted, index)))
  })
  const after = sorted[gap]
  return after === undefined ? null : { code: 'calendar-gap', after: after.id, before: (sorted[gap + 1] ?? after).id }
}

const idsOf = (definition: FiscalCalendarDefinition): readonly string[] =>
  (definition.periods ?? []).flatMap(({ id, quarter }) => [id, quarterId(definition, quarter)])

/** Whether the quarter of a period ends with it and yet comes again: a quarter with a hole. */
const leavesQuarter = (sorted: Listed, index: number): boolean => {
  const quarter = sorted[index]?.quarter
  return sorted[index + 1]?.quarter !== quarter && sorted.slice(index + 1).some((later) => later.quarter === quarter)
}
