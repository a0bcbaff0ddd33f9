import {
  accept,
  type Decider,
  type DomainEvent,
  type EventId,
  type Recorded,
  type Result,
  refuse,
  type StreamName,
} from '@daybook/domain'
import type { AppendBatch, Appended, Conflict, EventStore, NewEvent, Receipt, SideRecord } from './event-store.ts'

/** Attempts after the first, when others keep getting there before us. */
const retriesMax = 5

/** A command for one stream, and what the caller adds to what comes of it. */
export type Execution<Command, Event> = {
  readonly stream: StreamName
  readonly command: Command
  /** The revision that the caller decided upon (-1: no stream yet). When the stream is at another, nothing is tried. */
  readonly expectedRevision?: bigint
  /** Gives the decided events their identities and metadata, in order. Called anew at each attempt. */
  readonly newEvents: (events: readonly Event[]) => readonly NewEvent[]
  /** Side records to commit with the events, also when there are none. */
  readonly records?: (events: readonly Event[]) => readonly SideRecord[]
}

/** What a command led to. Without events it was already true: `revision` is then the stream's, `position` that of its last event. */
export type Executed<Event> = {
  readonly events: readonly Event[]
  readonly revision: bigint
  /** -1 when the stream does not exist. */
  readonly position: bigint | null
}

/** Why a command was not carried out although its decider accepts it. */
export type ExecutionRefusal =
  | { readonly code: 'revision-conflict'; readonly stream: StreamName; readonly actualRevision: bigint }
  | { readonly code: 'already-recorded'; readonly eventId: EventId; readonly recorded: Receipt | null }
  | { readonly code: 'record-conflict'; readonly collection: string; readonly key: string; readonly actual: string | null }
  | { readonly code: 'recorded-time-goes-back'; readonly recordedAt: number; readonly head: number }

/**
 * Carries out a command: reads the stream, folds it, decides, appends. All or nothing, and durable when it resolves.
 *
 * When another append comes between, it reads and decides again, at most five times, then refuses with `revision-conflict`.
 * Refusals of the decider come back as they are.
 */
export const execute = async <State, Command, Event extends DomainEvent, Refusal>(
  eventStore: EventStore,
  decider: Decider<State, Command, Event, Refusal>,
  execution: Execution<Command, Event>,
): Promise<Result<Executed<Event>, Refusal | ExecutionRefusal>> => {
  for (let attempt = 0; ; attempt += 1) {
    const past = await eventStore.readStream(execution.stream)
    const revision = BigInt(past.length) - 1n
    const { stream, command, expectedRevision = revision } = execution
    if (expectedRevision !== revision) return refuse({ code: 'revision-conflict', stream, actualRevision: revision })
    const decided = decider.decide(stateOf(decider, past), command)
    if (!decided.ok) return decided
    const events = decided.value
    const result = await eventStore.append(batchOf(execution, { events, revision }))
    if (result.status === 'appended') return accept(executed(events, { past, result }))
    if (result.on !== 'revision' || attempt === retriesMax) return refuse(refusalOf(result))
  }
}

const stateOf = <State, Event extends DomainEvent>(
  { initialState, evolve }: { readonly initialState: State; readonly evolve: (state: State, event: Event) => State },
  past: readonly Recorded[],
): State => (past as readonly Recorded<Event>[]).reduce(evolve, initialState) // Sound: a stream holds events of its aggregate only

const batchOf = <Command, Event>(
  { stream, newEvents, records }: Execution<Command, Event>,
  { events, revision }: { readonly events: readonly Event[]; readonly revision: bigint },
): AppendBatch => ({
  appends: events.length === 0 ? [] : [{ stream, expectedRevision: revision, events: newEvents(events) }],
  records: records?.(events) ?? [],
})

const executed = <Event>(
  events: readonly Event[],
  { past, result }: { readonly past: readonly Recorded[]; readonly result: Appended },
): Executed<Event> => ({
  events,
  revision: BigInt(past.length + events.length) - 1n,
  position: events.length > 0 ? result.position : (past.at(-1)?.position ?? -1n),
})

const refusalOf = (conflict: Conflict): ExecutionRefusal => {
  switch (conflict.on) {
    case 'revision':
      return { code: 'revision-conflict', stream: conflict.stream, actualRevision: conflict.actualRevision }
    case 'identity':
      return { code: 'already-recorded', eventId: conflict.eventId, recorded: conflict.recorded }
    case 'record':
      return { code: 'record-conflict', collection: conflict.collection, key: conflict.key, actual: conflict.actual }
    case 'recorded-time-goes-back':
      return { code: conflict.on, recordedAt: conflict.recordedAt, head: conflict.head }
  }
}
