import type { z } from 'zod'
import type { FiscalCalendar, FiscalPeriod } from './calendar.ts'
import { byDay, type Day } from './day.ts'
import type { Decider } from './decider.ts'
import { event, Text } from './event.ts'
import { PeriodId, type StreamName } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'
import { streams } from './streams.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** Freezes the as-closed value of a fiscal month. P-12. */
export const PeriodClosed = event('PeriodClosed', { period: PeriodId })

/** The month is open again. */
export const PeriodReopened = event('PeriodReopened', { period: PeriodId, reason: Text })

/** What can happen to the months of one fiscal year. */
export const periodEvents = [PeriodClosed, PeriodReopened] as const
export type PeriodEvent = z.infer<(typeof periodEvents)[number]>

/** What a decision about a period has to respect: the calendar, and those of the period's months that are closed. */
export type PeriodSurroundings = { readonly calendar: FiscalCalendar; readonly closed: ReadonlySet<PeriodId> }

/** Why a decision about a period is refused. */
export type PeriodRefusal = { code: 'unknown-period'; period: PeriodId } | { code: 'period-closed'; period: PeriodId }

/** The first closed month of a period; null when all are open. */
export const closedMonth = (period: FiscalPeriod, { calendar, closed }: PeriodSurroundings): PeriodId | null =>
  calendar.monthsOf(period).find(({ id }) => closed.has(id))?.id ?? null

type Data<Type extends PeriodEvent['type']> = Extract<PeriodEvent, { type: Type }>['data']

/** What may be decided about a period; `closedEarlier` holds the closed months of earlier fiscal years. */
export type PeriodCommand =
  | {
      type: 'ClosePeriod'
      effectiveOn: Day
      data: Data<'PeriodClosed'>
      calendar: FiscalCalendar
      closedEarlier: ReadonlySet<PeriodId>
    }
  | { type: 'ReopenPeriod'; effectiveOn: Day; data: Data<'PeriodReopened'>; calendar: FiscalCalendar }

/** Why a period is not closed or reopened. Domain 5.4. */
export type CloseRefusal =
  | { code: 'unknown-period'; period: PeriodId }
  | { code: 'not-a-month'; period: PeriodId; months: readonly PeriodId[] }
  | { code: 'previous-period-open'; previous: PeriodId }
  | { code: 'period-not-closed'; period: PeriodId }

/** The months of one fiscal year that are closed. */
export type PeriodState = ReadonlySet<PeriodId>

const evolve = (state: PeriodState, event: PeriodEvent): PeriodState => {
  const { period } = event.data
  switch (event.type) {
    case 'PeriodClosed':
      return new Set([...state, period])
    case 'PeriodReopened':
      return new Set([...state].filter((id) => id !== period))
  }
}

const decide = (state: PeriodState, command: PeriodCommand): Result<readonly PeriodEvent[], CloseRefusal> => {
  const { effectiveOn, calendar } = command
  const period = calendar.period(command.data.period)
  if (period === null) return refuse({ code: 'unknown-period', period: command.data.period })
  if (period.grain !== 'month') {
    return refuse({ code: 'not-a-month', period: period.id, months: calendar.monthsOf(period).map(({ id }) => id) })
  }
  switch (command.type) {
    case 'ClosePeriod': {
      if (state.has(period.id)) return accept([])
      const closed = new Set([...state, ...command.closedEarlier])
      const previous = calendar.previous(period, 1)
      const isInOrder = closed.size === 0 || previous === null || closed.has(previous.id)
      if (!isInOrder) return refuse({ code: 'previous-period-open', previous: previous.id })
      return accept([{ type: 'PeriodClosed', effectiveOn, data: command.data }])
    }
    case 'ReopenPeriod':
      if (!state.has(period.id)) return refuse({ code: 'period-not-closed', period: period.id })
      return accept([{ type: 'PeriodReopened', effectiveOn, data: command.data }])
  }
}

/** The fiscal months of one year: closed in order, reopened with a reason. P-12. */
export const fiscalYear: Decider<PeriodState, PeriodCommand, PeriodEvent, CloseRefusal> = {
  initialState: new Set(),
  evolve,
  decide,
}

/** The streams of the fiscal years from one day to another, both included; at most sixty. */
export const periodStreams = (calendar: FiscalCalendar, from: Day, until: Day): readonly StreamName[] => {
  const names: StreamName[] = []
  let year = calendar.yearOf(from)
  while (year !== null && year.first <= until && names.length < 60) {
    names.push(streams.periods(year.id))
    year = calendar.yearOf(year.until)
  }
  return names
}

/** The months that are closed after these events, which may be of several fiscal years. */
export const closedMonths = (events: readonly PeriodEvent[]): ReadonlySet<PeriodId> => events.reduce(evolve, new Set<PeriodId>())

/** The first day after the last closed month; null when none is closed. */
export const closedUntil = (closed: ReadonlySet<PeriodId>, calendar: FiscalCalendar): Day | null => {
  const ends = [...closed].flatMap((id) => calendar.period(id)?.until ?? [])
  return ends.toSorted(byDay).at(-1) ?? null
}
