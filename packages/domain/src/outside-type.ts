import { z } from 'zod'
import type { AccountRefusal } from './account.ts'
import type { FiscalCalendar } from './calendar.ts'
import type { CalendarRefusal } from './calendar-definition.ts'
import type { CreditNoteRefusal } from './credit-note.ts'
import { Day } from './day.ts'
import type { Decider } from './decider.ts'
import type { Identified } from './event.ts'
import type { DomainEvent, EventName, Recorded } from './events.ts'
import { type AccountId, EventId, Source, SourceEventId, type StreamName } from './ids.ts'
import type { OrderRefusal } from './order.ts'
import type { CloseRefusal } from './period.ts'
import type { Policies } from './policies.ts'
import type { PolicyRefusal } from './policy.ts'
import type { QbrRefusal } from './qbr.ts'
import type { QuotaRefusal } from './quota.ts'
import type { RepRefusal } from './rep.ts'
import type { Result } from './result.ts'

/** Everything that a decider may answer with instead of events: a code, and the facts that explain it. */
export type AnyRefusal =
  | AccountRefusal
  | OrderRefusal
  | CreditNoteRefusal
  | QuotaRefusal
  | QbrRefusal
  | RepRefusal
  | CalendarRefusal
  | CloseRefusal
  | PolicyRefusal

/** What an item waits for: the first event of a stream that is not there yet. */
export type HoldCode = 'unknown-account' | 'unknown-order' | 'unknown-credit-note'

/** The item tells of something that another item has already told. */
export type ConflictCode = 'order-exists' | 'credit-note-exists'

/** The business says no. Each code needs its line in the table of problems. */
export type Refusal = Exclude<AnyRefusal, { code: HoldCode | ConflictCode }>

/**
 * What became of an item: events to append to its stream (none when it is already true), or why not. The same events are appended to the
 * streams of `secondLegs` as well, in one transaction and after the first. PM-2.
 */
export type Decision =
  | {
      readonly status: 'recorded'
      readonly stream: StreamName
      readonly events: readonly DomainEvent[]
      readonly secondLegs: readonly StreamName[]
    }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  | { readonly status: 'held'; readonly code: HoldCode; readonly waitsFor: StreamName }
  | { readonly status: 'conflict'; readonly code: ConflictCode; readonly stream: StreamName }

/** The reference data in force, folded from `calendar-org` and `policy-org`. */
export type Reference = { readonly calendar: FiscalCalendar; readonly policies: Policies }

/** Where and when an item is looked at. `today` is the local date in the reporting zone. */
export type Place = Reference & { readonly source: Source; readonly effectiveOn: Day; readonly today: Day }

/** All that a decision depends on. A stream that is not in `streams` is taken as empty. */
export type Situation<Data> = Place & {
  readonly data: Data
  readonly streams: ReadonlyMap<StreamName, readonly Recorded[]>
}

/** One type of event as it comes in from outside. */
export type OutsideType<Data = Record<string, unknown>> = {
  readonly type: EventName
  /** A fact is recorded whatever the business thinks of it; a decision may be refused. */
  readonly kind: 'fact' | 'decision'
  /** Whether `effectiveOn` may lie after today. */
  readonly mayBeForwardDated: boolean
  /** The strict schema of `data` on the wire. What it gives is the normal form: what the content hash is taken of. */
  readonly data: z.ZodType<Data>
  /** The one stream that the events are appended to. */
  readonly stream: (data: Data, place: Pick<Place, 'calendar' | 'source'>) => StreamName
  /**
   * Set where the stream must be new, and the item is then recorded by `first` without reading anything: the hot path. The code is
   * that of the conflict when the stream is there already.
   */
  readonly streamMustBeNew: ConflictCode | null
  readonly first: ((data: Data, effectiveOn: Day) => DomainEvent) | null
  /** The account that has to be registered; null where none has. */
  readonly account: (data: Data) => AccountId | null
  /** The other streams whose events `decide` needs, beside the item's own. */
  readonly reads: (data: Data, place: Place) => readonly StreamName[]
  /** Other streams that the events are appended to as well: they must be among those that are read. */
  readonly secondLegs: (data: Data) => readonly StreamName[]
  readonly decide: (situation: Situation<Data>) => Result<readonly DomainEvent[], AnyRefusal>
}

/** What a correction names: an event by its id, or by the identity under which it came in (a feed cannot know event ids). */
export const Corrects = z.union([EventId, z.strictObject({ source: Source, id: SourceEventId })])
export type Corrects = z.infer<typeof Corrects>

/** The wire form of stored data: the same fields, and the date, which `time` may give instead. */
export const wire = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject({ ...shape, effectiveOn: Day.exactOptional() })

/** The data to store: all but the date, which stands beside the data of a stored event. */
export const undated = <Data extends { effectiveOn?: unknown }>({ effectiveOn: _, ...data }: Data): Omit<Data, 'effectiveOn'> =>
  data

/** The state of an aggregate after its events. A stream holds only events of its own aggregate. */
export const stateOf = <State, Command, Event extends DomainEvent, Refused>(
  { initialState, evolve }: Decider<State, Command, Event, Refused>,
  events: readonly Recorded[] = [],
): State => (events as readonly unknown[] as readonly Identified<Event>[]).reduce(evolve, initialState) // Sound: streams are named by aggregate

/** The recorded event that a correction names; null when the stream has no such event. */
export const corrected = <Event extends DomainEvent>(
  corrects: Corrects,
  events: readonly Recorded[] = [],
): Identified<Event> | null => {
  const found = events.find(({ eventId, source, id }) =>
    typeof corrects === 'string' ? eventId === corrects : source === corrects.source && id === corrects.id,
  )
  return (found as unknown as Identified<Event> | undefined) ?? null // Sound: streams are named by aggregate
}

type Definition<Data> = Pick<OutsideType<Data>, 'kind' | 'data' | 'stream' | 'decide'> & Partial<OutsideType<Data>>

/** Completes the definition of a type. The one place where its data loses its type, so that all types can share a table. */
export const outsideType = <Data>(type: EventName, definition: Definition<Data>): OutsideType => {
  const complete: OutsideType<Data> = {
    type,
    mayBeForwardDated: false,
    streamMustBeNew: null,
    first: null,
    account: () => null,
    reads: () => [],
    secondLegs: () => [],
    ...definition,
  }
  return complete as unknown as OutsideType // Sound: fed only data that its own schema has parsed
}
