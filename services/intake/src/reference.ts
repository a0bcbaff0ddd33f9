import {
  type Day,
  type EventOf,
  evolvePolicies,
  type FiscalCalendar,
  fiscalCalendar,
  initialPolicies,
  localDay,
  type Policies,
  type PolicyValues,
  policyAt,
  type Recorded,
  streams,
  yearOfPeriod,
} from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import type { Staging } from './staging.ts'

/**
 * The settings of the book that intake itself needs: reporting zone, policies, fiscal calendar and closed months, as they stand
 * at the head. Kept by the writer's own events; read again when somebody else has written.
 */
export type Reference = {
  readonly policies: () => Policies
  readonly calendar: () => FiscalCalendar
  /** The local date of an instant in the reporting zone that holds for it. P-10. */
  readonly dayOf: (instant: number) => Day
  /** That of now, which is asked for with every item: worked out once for an instant. */
  readonly today: (now: number) => Day
  /** Whether the fiscal month of a day is closed, for who sees this staging. P-12. */
  readonly isClosed: (day: Day, staging: Pick<Staging, 'eventsOf'>) => boolean | Promise<boolean>
  /** Takes in events as they are judged: the next item of a batch goes by the policy that the one before has set. */
  readonly take: (events: readonly Recorded[]) => void
  /** Starts again from the log: what was taken in was not recorded, or somebody else has recorded more. */
  readonly reload: () => Promise<void>
}

export const openReference = async (store: EventStore, defaults: Partial<PolicyValues>): Promise<Reference> => {
  let policies = initialPolicies(defaults)
  let definitions: EventOf<'FiscalCalendarDefined'>['data'][] = []
  let calendar = fiscalCalendar(definitions)
  const closed = new Map<string, Set<string>>()

  const closedIn = async (year: string, staging: Pick<Staging, 'eventsOf'>): Promise<Set<string>> => {
    const stream = streams.periods(year)
    const stored = await store.readStream(stream)
    const months = new Set<string>()
    closed.set(year, months)
    for (const event of [...stored, ...staging.eventsOf(stream)]) turn(event)
    return months
  }
  const turn = (event: Recorded): void => {
    if (event.type === 'PeriodClosed') closed.get(yearOfPeriod(calendar, event.data.period))?.add(event.data.period)
    if (event.type === 'PeriodReopened') closed.get(yearOfPeriod(calendar, event.data.period))?.delete(event.data.period)
  }
  const fold = (event: Recorded): void => {
    if (event.type === 'PolicySet') policies = evolvePolicies(policies, event)
    else if (event.type === 'FiscalCalendarDefined') {
      definitions = [...definitions, event.data]
      calendar = fiscalCalendar(definitions)
      closed.clear()
    } else turn(event)
  }

  let known: { readonly now: number; readonly policies: Policies; readonly day: Day } | null = null

  const reference: Reference = {
    policies: () => policies,
    calendar: () => calendar,
    dayOf: (instant) => dayUnder(policies, instant),
    today: (now) => {
      if (known?.now !== now || known.policies !== policies) known = { now, policies, day: dayUnder(policies, now) }
      return known.day
    },
    isClosed: (day, staging) => {
      const month = calendar.monthOf(day)
      if (month === null) return false
      const months = closed.get(month.year)
      return months === undefined ? closedIn(month.year, staging).then((read) => read.has(month.id)) : months.has(month.id)
    },
    take: (events) => {
      for (const event of events) if (kept.has(event.type)) fold(event)
    },
    reload: async () => {
      policies = initialPolicies(defaults)
      definitions = []
      closed.clear()
      calendar = fiscalCalendar(definitions)
      for (const stream of [streams.policies, streams.calendar]) {
        for (const event of await store.readStream(stream)) fold(event)
      }
    },
  }
  await reference.reload()
  return reference
}

/** The zone may itself hold from a day on; the day under the latest zone settles which. */
const dayUnder = (policies: Policies, instant: number): Day => {
  const latest = policies.settings.findLast(({ policyId }) => policyId === 'reporting-zone')?.value
  const day = localDay(instant, String(latest ?? policies.defaults['reporting-zone']))
  return localDay(instant, policyAt(policies, 'reporting-zone', day))
}

const kept = new Set<string>(['PolicySet', 'FiscalCalendarDefined', 'PeriodClosed', 'PeriodReopened'])
