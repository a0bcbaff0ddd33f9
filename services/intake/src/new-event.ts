import { type AccountId, type DomainEvent, type EventMetadata, Source, type SourceEventId, streams } from '@daybook/domain'
import { eventIdOf, type NewEvent, type StreamAppend } from '@daybook/event-store'
import { intakeItself } from './batch.ts'
import { payloadHash } from './content-hash.ts'
import type { Sender } from './held-shelf.ts'
import type { ReadItem } from './item.ts'
import { ownSource } from './prepare.ts'
import type { Reference } from './reference.ts'
import type { PlacedLeg } from './rules.ts'
import type { Staging } from './staging.ts'

type Made = { readonly event: DomainEvent; readonly source: Source; readonly id: SourceEventId; readonly payloadHash: string }

export type EventView = {
  readonly sender: Sender
  readonly staging: Staging
  readonly reference: Reference
  readonly backfill: boolean
  readonly headRecordedAt: number | null
}

/** An event as it is stored, because of an item. */
export const newEvent = (made: Made, item: ReadItem, view: EventView): NewEvent => {
  const recordedAt = recordedTimeOf(item, view)
  return {
    event: made.event,
    eventId: made.id === item.id && made.source === item.source ? item.eventId : eventIdOf(made.source, made.id),
    source: made.source,
    id: made.id,
    payloadHash: made.payloadHash,
    metadata: metadataOf(item, view.sender),
    ingestedAt: view.sender.now,
    ...(recordedAt === null ? {} : { recordedAt }),
  }
}

/**
 * What is recorded together with the events of an item. The identity of each is made of that of the item and its place, so that the
 * same cause has the same consequences once; who decided a part of a decision is who decided it, and a process is the program itself.
 */
export const legEvents = (legs: readonly PlacedLeg[], item: ReadItem, view: EventView): readonly StreamAppend[] => {
  if (legs.length === 0) return noLegs
  let count = 0
  return legs.map(({ stream, revision, events, by }) => ({
    stream,
    expectedRevision: revision,
    events: events.map((event) => {
      count += 1
      // Sound: a UUID and a number are an id.
      const made = { event, source: consequences, id: `${item.eventId}-${count}` as SourceEventId, payloadHash: hashOf(event) }
      const { metadata, ...rest } = newEvent(made, item, view)
      const { subject: _, time: __, ...trail } = metadata
      const actor = by === 'process' ? intakeItself : metadata.actor
      return { ...rest, metadata: { ...trail, actor, causationId: item.eventId } }
    }),
  }))
}

const noLegs: readonly StreamAppend[] = []
const consequences = Source.parse(`${ownSource}consequence`)

const hashOf = ({ type, data }: DomainEvent): string => payloadHash({ type, subject: null, time: null, data })

/** In a backfill the time that the item brings; what is released meanwhile takes that of the head, which must not run ahead. */
export const recordedTimeOf = (item: ReadItem, view: EventView): number | null => {
  if (!view.backfill) return null
  const last = view.staging.recordedAt() ?? view.headRecordedAt
  if (item.recordedTime === null) return last
  return Math.max(item.recordedTime, last ?? item.recordedTime)
}

/** P-14, `register`: an account with its id as name, so that a feed of orders alone makes a book. */
export const stageRegistration = (accountId: AccountId, item: ReadItem, view: EventView): void => {
  const registered = {
    type: 'AccountRegistered',
    effectiveOn: view.reference.today(view.sender.now),
    data: { accountId, name: accountId },
  } as const
  const made: Made = {
    event: registered,
    source: registrations,
    id: accountId as string as SourceEventId, // Sound: both are identifiers of at most 128 characters
    payloadHash: payloadHash({ type: registered.type, subject: accountId, time: null, data: registered.data }),
  }
  view.staging.stage({ stream: streams.account(accountId), expectedRevision: -1n, events: [newEvent(made, item, view)] })
}

const registrations = Source.parse(`${ownSource}unknown-account`)

const metadataOf = (item: ReadItem, sender: Sender): EventMetadata => ({
  actor: sender.actor,
  // What an event brings itself stays as it came: it is the context of what made it, not of what carried it.
  ...(item.trace.traceparent === undefined && item.trace.tracestate === undefined ? sender.trace : {}),
  ...item.trace,
  ...(item.subject === null ? {} : { subject: item.subject }),
  ...(item.time === null ? {} : { time: item.time.text }),
})
