import { isDeepStrictEqual } from 'node:util'
import type { EventId, StreamName } from '@daybook/domain'
import type { EventStore, SideRecord } from '@daybook/event-store'
import { z } from 'zod'
import { HeldItem, type HeldOrigin, heldCollections, keyOf, placeOfOrigin } from './held.ts'
import { storedKeys } from './held-waiting.ts'
import type { Item } from './item.ts'
import type { Problem } from './problems.ts'
import type { Staging } from './staging.ts'
import type { TraceContext } from './tracing.ts'

/** Why an item is put aside. */
export type Reason = {
  readonly kind: HeldItem['kind']
  readonly stage: HeldItem['stage']
  readonly problem: Problem
  readonly existing?: { readonly eventId: EventId; readonly payloadHash: string }
  /** The stream whose beginning makes it worth another try. */
  readonly awaits?: StreamName
}

/** Who put the item in, and how. */
export type Sender = {
  readonly origin: HeldOrigin
  readonly actor: HeldItem['actor']
  readonly backfill: boolean
  readonly now: number
  readonly newId: () => string
  /** The context of what brought the item. */
  readonly trace: TraceContext | undefined
}

/** What is put aside, as of a batch that is being judged: reads through its staging, and writes there only. */
export type Shelf = {
  /** Puts an item aside, once: the same item again is the same held item. Gives its id. */
  readonly hold: (item: Item, reason: Reason, sender: Sender) => Promise<string>
  /** An item of this identity was recorded: what was held under it is `superseded`. */
  readonly supersede: (eventId: EventId, now: number) => Promise<void>
  /** Ends the waiting of an item by a decision. */
  readonly decide: (held: HeldItem, decision: Decision) => void
  /** Another try put it aside again. */
  readonly holdAgain: (held: HeldItem, reason: Reason) => void
}

type Decision = {
  readonly state: 'released' | 'discarded' | 'superseded'
  readonly decidedBy: string
  readonly decidedAt: number
  readonly reason?: string
}

/** Keys read at once: under nearly every identity there is one, and behind it stand those of others. */
const pageKeys = 8

/** What becomes of an item whose identity other content has got. */
export const supersededAt = (now: number): Decision => ({ state: 'superseded', decidedBy: 'intake', decidedAt: now })

export const openShelf = (store: EventStore, staging: Staging): Shelf => {
  const bodyOf = async (collection: string, key: string): Promise<string | null> => {
    const staged = staging.record(collection, key)
    return staged === undefined ? store.record(collection, key) : staged
  }
  const put = (collection: string, key: string, body: string | null): void => staging.put({ collection, key, body })
  const write = (held: HeldItem): void => {
    put(heldCollections.open, held.heldId, JSON.stringify(held))
    if (held.awaits !== undefined) put(heldCollections.waiting, keyOf(held.awaits, held.heldId), held.heldId)
  }

  const shelf: Shelf = {
    hold: async (item, reason, sender) => {
      const place = placeOfOrigin(sender.origin)
      const before = item.readable
        ? await bodyOf(heldCollections.identity, keyOf(item.eventId, item.payloadHash))
        : await heldAt(item, sender.origin, bodyOf)
      const remember = (heldId: string): string => {
        if (place !== null) put(place.collection, place.key, heldId)
        return heldId
      }
      if (before !== null) return remember(before)
      const held = heldItemOf(item, reason, sender)
      write(held)
      if (item.readable) put(heldCollections.identity, keyOf(item.eventId, item.payloadHash), held.heldId)
      return remember(held.heldId)
    },
    supersede: async (eventId, now) => {
      for await (const key of identityKeys(eventId, { store, staging })) {
        const heldId = await bodyOf(heldCollections.identity, key)
        const body = heldId === null ? null : await bodyOf(heldCollections.open, heldId)
        if (heldId === null || body === null) continue
        const { held, guard } = openItem(heldId, body)
        staging.put(guard)
        shelf.decide(held, supersededAt(now))
      }
    },
    decide: (held, decision) => {
      put(heldCollections.open, held.heldId, null)
      put(heldCollections.decided, held.heldId, JSON.stringify({ ...held, ...decision }))
      if (held.awaits !== undefined) put(heldCollections.waiting, keyOf(held.awaits, held.heldId), null)
      if (held.eventId !== null && held.payloadHash !== null)
        put(heldCollections.identity, keyOf(held.eventId, held.payloadHash), null)
    },
    holdAgain: (held, reason) => {
      if (held.awaits !== undefined) put(heldCollections.waiting, keyOf(held.awaits, held.heldId), null)
      const { awaits: _, existing: __, refusal: ___, errors: ____, ...kept } = held
      write({ ...kept, ...reasonFields(reason), attempts: held.attempts + 1 })
    },
  }
  return shelf
}

/** An item that waits for a decision, and what holds only while it does. */
export type OpenItem = {
  readonly held: HeldItem
  /** Staged before any other change of it: an item that was decided meanwhile, or tried again, is not changed by who read it before. */
  readonly guard: SideRecord
}

export const openItem = (heldId: string, body: string): OpenItem => ({
  held: readHeld(body),
  guard: { collection: heldCollections.open, key: heldId, body: null, expected: body },
})

/** The keys of what waits under an identity, whatever its content: what was put aside in the same sitting, and what is stored. */
async function* identityKeys(
  eventId: EventId,
  { store, staging }: { readonly store: EventStore; readonly staging: Staging },
): AsyncGenerator<string> {
  const under = { collection: heldCollections.identity, first: eventId }
  yield* staging.keysUnder(under.collection, under.first)
  for (let after = keyOf(eventId, ''); ; ) {
    const keys = await storedKeys(store, under, { after, limit: pageKeys })
    yield* keys
    after = keys.at(-1) ?? after
    if (keys.length < pageKeys) return
  }
}

/** A held item from its stored body. */
export const readHeld = (body: string): HeldItem => HeldItem.parse(JSON.parse(body))

/**
 * The item that a record was put aside as when it was delivered before. A line of an import is read once. The place alone does not tell: in
 * a topic that was made anew another record has it.
 */
const heldAt = async ({ raw }: Item, origin: HeldOrigin, bodyOf: EventStore['record']): Promise<string | null> => {
  const place = placeOfOrigin(origin)
  if (place?.collection !== heldCollections.record) return null
  const heldId = await bodyOf(place.collection, place.key)
  if (heldId === null) return null
  const body = (await bodyOf(heldCollections.open, heldId)) ?? (await bodyOf(heldCollections.decided, heldId))
  const before = body === null ? null : readHeld(body)
  return before !== null && isDeepStrictEqual(whatCame(before), whatCame({ raw, origin })) ? heldId : null
}

/** Of what was delivered, what another record at its place would not share. */
const whatCame = ({ raw: { text, encoding }, origin: { timestamp, key } }: { raw: Item['raw']; origin: HeldOrigin }) => ({
  text,
  encoding,
  timestamp,
  key,
})

const heldItemOf = (item: Item, reason: Reason, sender: Sender): HeldItem => ({
  heldId: sender.newId(),
  ...reasonFields(reason),
  firstSeenAt: sender.now,
  attempts: 1,
  source: item.source,
  id: item.id,
  type: item.type,
  eventId: item.readable ? item.eventId : null,
  payloadHash: item.readable ? item.payloadHash : null,
  ...accountIn(item),
  origin: sender.origin,
  ...(sender.backfill ? { backfill: true } : {}),
  actor: sender.actor,
  raw: heldRaw(item.raw),
  ...tracedBy(item, sender),
  state: 'held',
})

const tracedBy = (item: Item, { trace }: Sender): Pick<HeldItem, 'traceparent'> => {
  const traceparent = (item.readable ? item.trace.traceparent : undefined) ?? trace?.traceparent
  return traceparent === undefined ? {} : { traceparent }
}

const heldRaw = ({ rows, ...raw }: Item['raw']): HeldItem['raw'] => (rows === undefined ? raw : { ...raw, rows: [...rows] })

const accountIn = (item: Item): { accountId?: string } => {
  const accountId = item.readable ? item.data.accountId : undefined
  return typeof accountId === 'string' ? { accountId } : {}
}

const reasonFields = ({ kind, stage, problem, existing, awaits }: Reason) => ({
  kind,
  stage,
  code: problem.code,
  detail: problem.detail,
  ...(problem.errors === undefined
    ? {}
    : { errors: problem.errors.slice(0, 50).map(({ pointer = '', detail }) => ({ pointer, detail })) }),
  ...(problem.refusal === undefined ? {} : { refusal: z.json().parse(problem.refusal) }),
  ...(existing === undefined ? {} : { existing: { ...existing } }),
  ...(awaits === undefined ? {} : { awaits }),
})
