import {
  Currency,
  type DomainEvent,
  dayNumber,
  dayOf,
  evolvePolicies,
  evolveRates,
  type FiscalCalendar,
  type FiscalCalendarDefinition,
  type FiscalPeriod,
  firstDayEver,
  fiscalCalendar,
  initialPolicies,
  initialRates,
  type Policies,
  type PolicyId,
  type PolicyValues,
  policyAt,
  type Rates,
} from '@daybook/domain'
import { dismissedPair, pairKey } from './dismissed.ts'
import type { DayNumber, Grain, PeriodKey, RecordedEvent } from './kpi.ts'
import { evolveMerges, type Merges } from './merges.ts'
import { evolvePlans, type Plans, planTermsReads } from './plan-terms.ts'
import { forever, heldOn, restated, type Span, spansOf, stated, type Timeline } from './timeline.ts'

/**
 * What all partitions read and none owns: calendar, teams, policies, rates, products, period closes, merges, and which account is planned
 * for on which days. Small, and folded once.
 */
export type Reference = {
  readonly definitions: readonly FiscalCalendarDefinition[]
  readonly calendar: FiscalCalendar
  readonly policies: Policies
  readonly rates: Rates
  readonly memberships: ReadonlyMap<string, Timeline<string>>
  /** What each rep does, from when he was hired on; null from when he left. */
  readonly roles: ReadonlyMap<string, Timeline<string>>
  /** The first day of each rep who was hired. */
  readonly hired: ReadonlyMap<string, DayNumber>
  readonly families: ReadonlyMap<string, string>
  /** The products whose launch is known: its day, and the event that said so. */
  readonly launches: ReadonlyMap<string, Launch>
  /** Closed months, with the position of the close. */
  readonly closes: ReadonlyMap<string, bigint>
  /** The reviews of the key accounts, each until the next. M-36. */
  readonly keyReviews: Timeline<string>
  /** Which accounts stand for others. P-15. */
  readonly merges: Merges
  readonly plans: Plans
  /** The pairs of orders that look alike and are two all the same. P-13. */
  readonly dismissed: ReadonlySet<string>
}

/** The day from which a product was sold, and the position of what said so. */
export type Launch = { readonly on: DayNumber; readonly setBy: bigint }

/** What the environment sets: the reporting zone and currency of a book that has no policy about them. */
export type Settings = { readonly zone: string; readonly currency: string }

/** What holds where the environment says nothing: UTC and US dollars. */
export const defaultSettings: Settings = { zone: 'UTC', currency: 'USD' }

/** Everything the reference reads. */
export const referenceReads = [
  'FiscalCalendarDefined',
  'PolicySet',
  'FxRatePublished',
  'TeamFormed',
  'RepHired',
  'RepLeft',
  'TeamJoined',
  'TeamLeft',
  'MembershipCorrected',
  'ProductRegistered',
  'PeriodClosed',
  'PeriodReopened',
  'KeyReviewRun',
  'AccountsMerged',
  'AccountsUnmerged',
  'DuplicateDismissed',
  ...planTermsReads,
] as const satisfies readonly DomainEvent['type'][]

/** An event that the reference reads. */
export type ReferenceEvent = Extract<RecordedEvent, { type: (typeof referenceReads)[number] }>

const reads: ReadonlySet<string> = new Set(referenceReads)

/** Whether the reference reads an event. */
export const isReferenceEvent = (event: RecordedEvent): event is ReferenceEvent => reads.has(event.type)

/** The reference of an empty book. */
export const emptyReference = (settings: Settings = defaultSettings): Reference => ({
  definitions: [],
  calendar: fiscalCalendar([]),
  policies: initialPolicies({ 'reporting-zone': settings.zone, 'reporting-currency': Currency.parse(settings.currency) }),
  rates: initialRates,
  memberships: new Map(),
  roles: new Map(),
  hired: new Map(),
  families: new Map(),
  launches: new Map(),
  closes: new Map(),
  keyReviews: [],
  merges: new Map(),
  plans: new Map(),
  dismissed: new Set(),
})

/** The reference after one more event. */
export const evolveReference = (reference: Reference, event: ReferenceEvent): Reference => {
  switch (event.type) {
    case 'FiscalCalendarDefined': {
      const definitions = [...reference.definitions, event.data]
      return { ...reference, definitions, calendar: fiscalCalendar(definitions) }
    }
    case 'PolicySet':
      return { ...reference, policies: evolvePolicies(reference.policies, event) }
    case 'FxRatePublished':
      return { ...reference, rates: evolveRates(reference.rates, event) }
    case 'TeamFormed':
      return reference
    case 'RepHired': {
      const { repId, role = roleOfPeers, teamId } = event.data
      const hired = {
        ...inRole(reference, event, role),
        hired: new Map(reference.hired).set(repId, dayNumber(event.effectiveOn)),
      }
      return teamId === undefined ? hired : joined(hired, event, teamId)
    }
    case 'TeamJoined':
      return joined(reference, event, event.data.teamId)
    case 'RepLeft':
      return joined(inRole(reference, event, null), event, null)
    case 'TeamLeft':
      return joined(reference, event, null)
    case 'MembershipCorrected': {
      const until = event.data.effectiveUntil === undefined ? null : dayNumber(event.data.effectiveUntil)
      const statement = { ...membership(event, event.data.teamId ?? null), until }
      const timeline = restated(reference.memberships.get(event.data.repId) ?? [], event.data.corrects, statement)
      return { ...reference, memberships: new Map(reference.memberships).set(event.data.repId, timeline) }
    }
    case 'ProductRegistered':
      return registeredProduct(reference, event)
    case 'PeriodClosed':
      return { ...reference, closes: new Map(reference.closes).set(event.data.period, event.position) }
    case 'PeriodReopened': {
      const closes = new Map(reference.closes)
      closes.delete(event.data.period)
      return { ...reference, closes }
    }
    case 'KeyReviewRun': {
      const { eventId, position: setBy, effectiveOn, data } = event
      const review = { eventId, setBy, from: dayNumber(effectiveOn), until: null, value: data.reviewId }
      return { ...reference, keyReviews: stated(reference.keyReviews, review) }
    }
    case 'AccountsMerged':
    case 'AccountsUnmerged': {
      const merges = evolveMerges(reference.merges, event)
      return merges === reference.merges ? reference : { ...reference, merges }
    }
    case 'PlanOpened':
    case 'PlanClosed':
      return { ...reference, plans: evolvePlans(reference.plans, event) }
    case 'DuplicateDismissed':
      return { ...reference, dismissed: new Set(reference.dismissed).add(pairKey(...dismissedPair(event))) }
  }
}

/** Registered again, a product is what was said last: without a day of launch it has none. */
const registeredProduct = (
  reference: Reference,
  { data, position }: Extract<ReferenceEvent, { type: 'ProductRegistered' }>,
): Reference => {
  const families = new Map(reference.families).set(data.productId, data.family)
  if (data.launchedOn === undefined && !reference.launches.has(data.productId)) return { ...reference, families }
  const launches = new Map(reference.launches)
  if (data.launchedOn === undefined) launches.delete(data.productId)
  else launches.set(data.productId, { on: dayNumber(data.launchedOn), setBy: position })
  return { ...reference, families, launches }
}

type MemberEvent = Extract<ReferenceEvent, { data: { repId: string } }>

const membership = (event: MemberEvent, teamId: string | null) => ({
  eventId: event.eventId,
  setBy: event.position,
  from: dayNumber(event.effectiveOn),
  until: null,
  value: teamId,
})

/** What a rep does where nobody says otherwise. */
export const roleOfPeers = 'account-manager'

const inRole = (reference: Reference, event: MemberEvent, role: string | null): Reference => {
  const timeline = stated(reference.roles.get(event.data.repId) ?? [], membership(event, role))
  return { ...reference, roles: new Map(reference.roles).set(event.data.repId, timeline) }
}

const joined = (reference: Reference, event: MemberEvent, teamId: string | null): Reference => {
  const timeline = stated(reference.memberships.get(event.data.repId) ?? [], membership(event, teamId))
  return { ...reference, memberships: new Map(reference.memberships).set(event.data.repId, timeline) }
}

/** The team that a rep belongs to on a day; empty when none. */
export const teamOn = (reference: Reference, repId: string, day: DayNumber): string => {
  const timeline = reference.memberships.get(repId)
  return timeline === undefined ? '' : (heldOn(timeline, day)?.value ?? '')
}

/** The teams of a rep over a range of days. */
export const teamSpans = (
  reference: Reference,
  repId: string,
  range: { from: DayNumber; until: DayNumber },
): readonly Span<string>[] => spansOf(reference.memberships.get(repId) ?? [], range)

const constants = new WeakMap<Policies, Map<PolicyId, unknown>>()

/** The value of a policy for facts of a day. Most policies have one value for all time: it is remembered. */
export const policyFor = <Id extends PolicyId>({ policies }: Reference, id: Id, day: DayNumber): PolicyValues[Id] => {
  let known = constants.get(policies)
  if (known === undefined) {
    known = new Map()
    constants.set(policies, known)
  }
  const constant = known.get(id)
  if (constant !== undefined) return constant as PolicyValues[Id] // Sound: kept under this very id
  const value = policyAt(policies, id, dayOf(day))
  const varies = policies.settings.some(({ policyId, from }) => policyId === id && from > firstDayEver)
  if (!varies) known.set(id, value)
  return value
}

const lastDayEver = dayOf(forever - 1)

/** The zone in which days are told: the last word of the book. P-10. */
export const zoneOf = ({ policies }: Reference): string => policyAt(policies, 'reporting-zone', lastDayEver)

/** The currency in which the book reports: the last word of the book. P-08. */
export const currencyOf = ({ policies }: Reference): Currency => policyAt(policies, 'reporting-currency', lastDayEver)

/** Whether a fiscal month is closed. P-12. */
export const isClosed = (reference: Reference, period: string): boolean => reference.closes.has(period)

const grains: Record<Grain, number> = { month: 1, quarter: 2, year: 3 }

/** The key of a fiscal period's cells. */
export const periodKey = (period: FiscalPeriod): PeriodKey => dayNumber(period.first) * 8 + grains[period.grain]

const months = new WeakMap<FiscalCalendar, Map<DayNumber, PeriodKey | null>>()

/** The key of the fiscal month of a day; null where the calendar has none. Remembered, as it is asked for with every fact. */
export const monthOfDay = ({ calendar }: Reference, day: DayNumber): PeriodKey | null => {
  let known = months.get(calendar)
  if (known === undefined) {
    known = new Map()
    months.set(calendar, known)
  }
  let key = known.get(day)
  if (key === undefined) {
    const month = calendar.monthOf(dayOf(day))
    key = month === null ? null : periodKey(month)
    known.set(day, key)
  }
  return key
}

/** The bucket of a stock: the Gregorian month of the day, so that a new fiscal calendar moves nothing. */
export const bucketKey = (day: DayNumber): PeriodKey => dayNumber(`${dayOf(day).slice(0, 8)}01` as ReturnType<typeof dayOf>) * 8

/** The fiscal months, quarters or years that share a day with the range, by time. */
export const periodsIn = (
  reference: Reference,
  grain: Grain,
  range: { from: DayNumber; until: DayNumber },
): readonly FiscalPeriod[] => {
  const { calendar } = reference
  const at = { month: calendar.monthOf, quarter: calendar.quarterOf, year: calendar.yearOf }[grain]
  const periods: FiscalPeriod[] = []
  for (let day = range.from; day < range.until; ) {
    const period = at(dayOf(day))
    if (period !== null) periods.push(period)
    day = period === null ? day + 1 : dayNumber(period.until)
  }
  return periods
}
