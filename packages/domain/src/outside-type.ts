import { z } from 'zod'
import type { AccountRefusal } from './account.ts'
import type { CareRefusal } from './account-care.ts'
import type { ActivityRefusal } from './activity.ts'
import type { FiscalCalendar } from './calendar.ts'
import type { CalendarRefusal } from './calendar-definition.ts'
import type { CreditNoteRefusal } from './credit-note.ts'
import { Day } from './day.ts'
import type { Decider } from './decider.ts'
import type { DependencyRefusal } from './dependency.ts'
import type { Identified } from './event.ts'
import type { DomainEvent, EventName, Recorded } from './events.ts'
import type { ExternalIdRefusal } from './external-id.ts'
import { type AccountId, EventId, type RepId, Source, SourceEventId, type StreamName } from './ids.ts'
import type { KeyProgramRefusal } from './key-program.ts'
import type { KeyReviewRefusal } from './key-review.ts'
import type { LkaRefusal } from './lka.ts'
import type { OpportunityRefusal } from './opportunity.ts'
import type { OrderRefusal } from './order.ts'
import type { PdpRefusal } from './pdp.ts'
import type { CloseRefusal } from './period.ts'
import type { PlanRefusal } from './plan.ts'
import type { Policies } from './policies.ts'
import type { PolicyRefusal } from './policy.ts'
import type { QbrRefusal } from './qbr.ts'
import type { QuotaRefusal } from './quota.ts'
import type { RelationRefusal } from './relations.ts'
import type { RepRefusal } from './rep.ts'
import type { Result } from './result.ts'
import type { SellerListRefusal } from './seller-list.ts'
import type { TouchpointRefusal } from './touchpoint.ts'

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
  | PlanRefusal
  | OpportunityRefusal
  | PdpRefusal
  | KeyReviewRefusal
  | SellerListRefusal
  | LkaRefusal
  | CareRefusal
  | ExternalIdRefusal
  | RelationRefusal
  | ActivityRefusal
  | TouchpointRefusal
  | DependencyRefusal
  | KeyProgramRefusal
  | { code: 'transfer-to-itself' }

/** What an item waits for: the first event of a stream that is not there yet. */
export type HoldCode = 'unknown-account' | 'unknown-order' | 'unknown-credit-note' | 'unknown-opportunity' | 'unknown-activity'

/** The item tells of something that another item has already told. */
export type ConflictCode = 'order-exists' | 'credit-note-exists' | 'opportunity-exists' | 'activity-exists'

/** The business says no. Each code needs its line in the table of problems. */
export type Refusal = Exclude<AnyRefusal, { code: HoldCode | ConflictCode }>

/** Events that are recorded together with those of an item, after them, on another stream or on the same: all or nothing. */
export type Leg = {
  readonly stream: StreamName
  readonly events: readonly DomainEvent[]
  /** Who says so: whoever decided the item, as a part of it, or the process that follows from it (domain 6). */
  readonly by: 'decision' | 'process'
}

/** What became of an item: events to append to its stream (none when it is already true) and to others, or why not. */
export type Decision =
  | {
      readonly status: 'recorded'
      readonly stream: StreamName
      readonly events: readonly DomainEvent[]
      /** Left out when there are none. */
      readonly legs?: readonly Leg[]
    }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  | { readonly status: 'held'; readonly code: HoldCode; readonly waitsFor: StreamName }
  | { readonly status: 'conflict'; readonly code: ConflictCode; readonly stream: StreamName }

/** The reference data in force, folded from `calendar-org` and `policy-org`. */
export type Reference = { readonly calendar: FiscalCalendar; readonly policies: Policies }

/** Where and when an item is looked at. `today` is the local date in the reporting zone. */
export type Place = Reference & {
  readonly source: Source
  readonly effectiveOn: Day
  readonly today: Day
  /** The id it came with: stands for the decision where that has none of its own. */
  readonly id?: SourceEventId
  /** It is history that states its own consequences: no process acts on it (P-22). */
  readonly isHistory?: boolean
  /** The accounts that have ever been given to the rep whom `bookOf` names, in the order of their ids. */
  readonly book?: readonly AccountId[]
}

/** The streams that are read so far, by name. */
export type KnownStreams = ReadonlyMap<StreamName, readonly Recorded[]>

/** All that a decision depends on. A stream that is not in `streams` is taken as empty. */
export type Situation<Data> = Place & {
  readonly data: Data
  readonly streams: KnownStreams
}

/** A decision that no event stands for by itself: it gives several on equal terms. Taken here alone, never told by a feed. */
export type CommandName = 'TransferQuota'

/** One type of event as it comes in from outside. */
export type OutsideType<Data = Record<string, unknown>> = {
  readonly type: EventName | CommandName
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
  /**
   * The accounts that a decision is about: none of them may be absorbed by another one (P-15). The account that has to be registered,
   * unless said otherwise, of a decision; of a fact none.
   */
  readonly about: (data: Data) => readonly AccountId[]
  /**
   * The other streams whose events `decide` and `legs` need, beside the item's own. Asked again with what was read until it names
   * nothing new: who manages a team is read once it is known which team.
   */
  readonly reads: (data: Data, place: Place, known: KnownStreams) => readonly StreamName[]
  /**
   * The group of streams that `decide` and `legs` need as well: the plans of one account, the lists of all sellers. Null where none.
   * Which streams a group has nobody can tell from the item: whoever records remembers it.
   */
  readonly group: (data: Data) => string | null
  /** Whether the item's own stream is one of its group; else it only looks at the others, and may add to them by its legs. */
  readonly isOfGroup: boolean
  /** The rep whose accounts have to be known; null where none has. */
  readonly bookOf: (data: Data) => RepId | null
  readonly decide: (situation: Situation<Data>) => Result<readonly DomainEvent[], AnyRefusal>
  /** What is recorded together with the events that were decided. Not asked where there are none. */
  readonly legs: (events: readonly DomainEvent[], situation: Situation<Data>) => readonly Leg[]
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

/** The events of a stream as its own aggregate gives them. */
export const eventsOf = <Event extends DomainEvent>(known: KnownStreams, stream: StreamName): readonly Identified<Event>[] =>
  (known.get(stream) ?? []) as readonly unknown[] as readonly Identified<Event>[] // Sound: streams are named by aggregate

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
export const outsideType = <Data>(type: EventName | CommandName, definition: Definition<Data>): OutsideType => {
  const { kind, account = () => null } = definition
  const complete: OutsideType<Data> = {
    type,
    mayBeForwardDated: false,
    streamMustBeNew: null,
    first: null,
    account,
    about: (data) => (kind === 'decision' ? [account(data)].filter((one) => one !== null) : []),
    reads: () => [],
    group: () => null,
    isOfGroup: true,
    bookOf: () => null,
    legs: () => [],
    ...definition,
  }
  return complete as unknown as OutsideType // Sound: fed only data that its own schema has parsed
}
