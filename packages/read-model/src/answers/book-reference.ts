import {
  byBigint,
  type Currency,
  type Day,
  evolvePolicies,
  evolveRates,
  initialPolicies,
  initialRates,
  isPolicyId,
  type Policies,
  policySetting,
  type RateFound,
  type Rates,
  type Recorded,
  rateFor,
} from '@daybook/domain'
import {
  currencyOf,
  defaultSettings,
  emptyReference,
  evolveReference,
  isReferenceEvent,
  type Reference,
  type ReferenceEvent,
  type Settings,
  zoneOf,
} from '@daybook/projections'
import type { ReadModel } from '../read-model.ts'

/** A close of a fiscal month that holds: the event, and where it stands. */
export type Close = { readonly eventId: string; readonly position: bigint }

/** A rule as it was set; `eventId` is null where nothing was set and the default holds. */
export type PolicyInForce = { readonly policyId: string; readonly value: unknown; readonly eventId: string | null }

/** What all numbers of one position rest on besides their facts, with the events that set it. */
export type BookReference = {
  readonly reference: Reference
  readonly closes: ReadonlyMap<string, Close>
  readonly zone: string
  readonly currency: string
  /** The event that defined the calendar of a day; null where nothing was defined. */
  readonly calendarSetBy: (day: Day) => string | null
  readonly policy: (policyId: string, day: Day) => PolicyInForce
  /** The rate of a currency for facts of a day, and the event that published it. */
  readonly rate: (currency: Currency, day: Day) => RateFound | null
}

/** The reference as its events up to a position make it up. */
const bookReference = (events: readonly Recorded[], settings: Settings = defaultSettings): BookReference => {
  const known = events.filter(isReferenceEvent)
  const reference = known.reduce(evolveReference, emptyReference(settings))
  const policies = known.reduce(withPolicy, initialPolicies())
  const rates = known.reduce(withRate, initialRates)
  const calendars = known.filter((event) => event.type === 'FiscalCalendarDefined')
  const currency = currencyOf(reference)
  const ruleOn = (day: Day) => policySetting(policies, 'fx-rule', day).value
  return {
    reference,
    closes: closesOf(known),
    zone: zoneOf(reference),
    currency,
    calendarSetBy: (day) => definedBy(calendars, reference, day),
    policy: (policyId, day) => policyInForce({ reference, policies }, policyId, day),
    rate: (from, day) => rateFor(rates, { from, to: currency as Currency, day, rule: ruleOn(day), calendar: reference.calendar }), // Sound: the decider accepts no other
  }
}

const withPolicy = (policies: Policies, event: ReferenceEvent): Policies =>
  event.type === 'PolicySet' ? evolvePolicies(policies, event) : policies

const withRate = (rates: Rates, event: ReferenceEvent): Rates =>
  event.type === 'FxRatePublished' ? evolveRates(rates, event) : rates

const closesOf = (events: readonly ReferenceEvent[]): ReadonlyMap<string, Close> => {
  const closes = new Map<string, Close>()
  for (const event of events) {
    if (event.type === 'PeriodClosed') closes.set(event.data.period, { eventId: event.eventId, position: event.position })
    if (event.type === 'PeriodReopened') closes.delete(event.data.period)
  }
  return closes
}

type CalendarEvent = Extract<ReferenceEvent, { type: 'FiscalCalendarDefined' }>

/** The definition with the latest first year not after the day's; of several for one year the last. The first holds before it too. */
const definedBy = (events: readonly CalendarEvent[], { calendar }: Reference, day: Day): string | null => {
  const year = Number(/^FY(\d{4})/.exec(calendar.yearOf(day)?.id ?? '')?.[1] ?? 0)
  const before = events.filter(({ data }) => data.fromFiscalYear <= year)
  const from = (before.length > 0 ? Math.max : Math.min)(
    ...(before.length > 0 ? before : events).map(({ data }) => data.fromFiscalYear),
  )
  return events.findLast(({ data }) => data.fromFiscalYear === from)?.eventId ?? null
}

type Rules = { readonly reference: Reference; readonly policies: Policies }

const policyInForce = ({ reference, policies }: Rules, policyId: string, day: Day): PolicyInForce => {
  if (!isPolicyId(policyId)) return { policyId, value: null, eventId: null }
  const { value, setBy } = policySetting(policies, policyId, day)
  const settings: Readonly<Record<string, string>> = {
    'reporting-zone': zoneOf(reference),
    'reporting-currency': currencyOf(reference),
  }
  return { policyId, value: settings[policyId] ?? value, eventId: setBy?.eventId ?? null }
}

/** Reads references and remembers them: they change far less often than facts come in. */
export class References {
  readonly #readModel: ReadModel
  readonly #settings: Settings
  readonly #byLastEvent = new Map<bigint, BookReference>()
  readonly #byPosition = new Map<bigint, BookReference>()

  constructor(readModel: ReadModel, settings: Settings = defaultSettings) {
    this.#readModel = readModel
    this.#settings = settings
  }

  readonly at = async (position: bigint | null): Promise<BookReference> => {
    if (position === null) return bookReference([], this.#settings)
    const known = this.#byPosition.get(position)
    if (known !== undefined) return known
    const last = (await this.#readModel.eventsOf('reference:book', position)).at(-1) ?? -1n
    const found = this.#byLastEvent.get(last) ?? bookReference(await this.#events(position), this.#settings)
    remember(this.#byLastEvent, last, found)
    remember(this.#byPosition, position, found)
    return found
  }

  async #events(position: bigint): Promise<readonly Recorded[]> {
    const documents = await this.#readModel.documents('reference', position)
    return documents.map(({ body }) => decodeEvent(body)).sort((a, b) => byBigint(a.position, b.position))
  }
}

const rememberedMax = 64

const remember = (cache: Map<bigint, BookReference>, position: bigint, reference: BookReference): void => {
  if (cache.size >= rememberedMax) cache.clear()
  cache.set(position, reference)
}

const decodeEvent = (body: string): Recorded => {
  const { position, revision, ...event } = JSON.parse(body) as Recorded & { position: string; revision: string } // Sound: written by the poster
  return { ...event, position: BigInt(position), revision: BigInt(revision) }
}
