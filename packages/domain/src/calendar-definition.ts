import { z } from 'zod'
import { Day } from './day.ts'
import { event } from './event.ts'
import { PeriodId } from './ids.ts'

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

/** What can happen to the calendar. */
export const calendarEvents = [FiscalCalendarDefined] as const
export type CalendarEvent = z.infer<(typeof calendarEvents)[number]>
