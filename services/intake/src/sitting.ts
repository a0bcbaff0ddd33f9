import { askedFor, type StreamName } from '@daybook/domain'
import type { EventStore, Head } from '@daybook/event-store'
import { trueBefore } from './already-true.ts'
import { type Batch, retriedByItself } from './batch.ts'
import type { Books } from './books.ts'
import { openFollowers } from './followers.ts'
import { type HeldItem, heldCollections } from './held.ts'
import { type OpenItem, openShelf, type Sender } from './held-shelf.ts'
import type { Item, ReadItem } from './item.ts'
import { type Bench, judge } from './judge.ts'
import type { Limits } from './limits.ts'
import { isRecorded, type Judged } from './outcome.ts'
import type { Reference } from './reference.ts'
import { openStaging, type Staging } from './staging.ts'
import { openGroups } from './stream-groups.ts'
import type { StreamsCache } from './streams-cache.ts'

/** What stays the same while the intake is open. */
export type Surroundings = {
  readonly store: EventStore
  readonly cache: StreamsCache
  readonly books: Books
  readonly reference: Reference
  readonly limits: Limits
  readonly clock: () => number
  readonly newId: () => string
  /** A held item, read again from what came in. */
  readonly prepare: (held: HeldItem) => Item
}

/** Batches judged one after the other, each seeing what the ones before have staged. Nothing is written by it. */
export type Sitting = {
  readonly staging: Staging
  readonly head: Head
  /** Whether any of the identities looked up is recorded. */
  readonly foundKnown: boolean
  readonly judge: (batch: Batch) => Promise<Verdict>
}

/** `accepted` is false when strict handling refused the batch: nothing of it is staged then. */
export type Verdict = { readonly judged: readonly Judged[]; readonly accepted: boolean }

/**
 * Opens a sitting for these batches: their identities are looked up together. A rehearsal goes on with the staging of the one
 * before, so that a dry run sees the accounts of its earlier chunks.
 */
export const openSitting = async (
  batches: readonly Batch[],
  at: Surroundings & { readonly head: Head; readonly careful: boolean; readonly lookUp: LookUp; readonly staging?: Staging },
): Promise<Sitting> => {
  const { store, head } = at
  const known = await lookUpTogether(batches, at)
  const staging = at.staging ?? openStaging(head.position + 1n, at.reference.take)
  const followers = await openFollowers(store)

  const judgeIn = async (batch: Batch, into: Staging): Promise<Judged[]> => {
    const shelf = openShelf(store, into)
    const now = at.clock()
    const shared = { ...benchOf(batch, at), ...known, staging: into, groups: openGroups(store, into), shelf, now }
    const judged: Judged[] = []
    for (const [index, item] of batch.items.entries()) {
      const retried = batch.released.get(index) ?? null
      const came =
        retried === null ? { origin: originOf(batch, item), actor: batch.actor, trace: batch.trace } : cameAs(retried.held)
      const sender: Sender = { ...came, backfill: batch.backfill, now, newId: at.newId }
      const bench: Bench = { ...shared, sender, backfill: batch.backfill || retried?.atHead === true }
      judged.push(await following(into, () => judge(item, bench, retried), { shared, batch }))
    }
    return judged
  }

  /**
   * What waited for a stream follows its beginning at once: a change that came before its order must not be recorded after, and so
   * undo, one that came later.
   */
  const following = async (into: Staging, judgeOne: () => Promise<Judged>, by: By): Promise<Judged> => {
    const before = into.appends().length
    const judged = await judgeOne()
    const begun = into.appends().slice(before).filter(beginsAwaited)
    for (const { stream } of begun) for await (const open of followers.of(stream, into)) await follow(open, into, by)
    return judged
  }

  const follow = async ({ held, guard }: OpenItem, into: Staging, { shared, batch }: By): Promise<void> => {
    const isOfBatch = [...batch.released.values()].some((retried) => retried.held.heldId === held.heldId)
    if (isOfBatch) return
    into.put(guard)
    const retried = retriedByItself(held, batch.backfill)
    const sender: Sender = { ...cameAs(held), backfill: batch.backfill, now: shared.now, newId: at.newId }
    const bench: Bench = { ...shared, sender, ifMatch: null, backfill: retried.atHead }
    await following(into, () => judge(at.prepare(held), bench, retried), { shared, batch })
  }

  return {
    staging,
    head,
    foundKnown: known.receipts.size > 0,
    judge: async (batch) => {
      const into = batch.strict ? staging.fork() : staging
      for (const guard of batch.guards) into.put(guard)
      const judged = await judgeIn(batch, into)
      const accepted = !batch.strict || judged.every(({ outcome }) => isRecorded(outcome))
      if (!accepted) return { judged: judged.map((one) => unheld(one, into)), accepted }
      for (const record of batch.alongside(judged.map(({ outcome }) => outcome))) into.put(record)
      if (batch.strict) staging.merge(into)
      return { judged, accepted }
    },
  }
}

/** What the log, and what stands beside it, hold of the identities of the batches. */
const lookUpTogether = async (batches: readonly Batch[], { store, lookUp }: { store: EventStore; lookUp: LookUp }) => {
  const mayWriteNothing = batches.flatMap((batch) => lookedUp(batch, 'what may write nothing'))
  const receipts = await store.identities(batches.flatMap((batch) => lookedUp(batch, lookUp)))
  const known = await trueBefore(store, mayWriteNothing)
  const [held] = await store.records(heldCollections.identity, { limit: 1 })
  return { receipts, trueBefore: known, anyHeld: held !== undefined }
}

/** An outcome of what was given up: an item that was put aside with it is kept nowhere. One that was held before still is. */
const unheld = ({ outcome, staged }: Judged, given: Staging): Judged => {
  if (!('heldId' in outcome) || outcome.heldId === null) return { outcome, staged }
  const isNew = given.record(heldCollections.open, outcome.heldId) !== undefined
  return { outcome: isNew ? { ...outcome, heldId: null } : outcome, staged }
}

/** How a held item came in the first place. */
const cameAs = ({ origin, actor, traceparent }: HeldItem): Pick<Sender, 'origin' | 'actor' | 'trace'> => ({
  origin,
  actor,
  trace: traceparent === undefined ? undefined : { traceparent },
})

type By = { readonly shared: Omit<Bench, 'sender'>; readonly batch: Batch }

/** Held items wait for the beginning of accounts, orders, credit notes, opportunities and activities only. */
const awaited = /^(?:account|order|credit|opportunity|activity)-/

/** Whether an append begins a stream that held items may wait for. */
export const beginsAwaited = ({ stream, expectedRevision }: { stream: StreamName; expectedRevision: bigint }): boolean =>
  expectedRevision === -1n && awaited.test(stream)

const benchOf = (batch: Batch, at: Surroundings & { readonly head: Head; readonly careful: boolean }) => ({
  cache: at.cache,
  books: at.books,
  reference: at.reference,
  ifMatch: batch.ifMatch,
  careful: at.careful,
  backfill: batch.backfill,
  futureMs: at.limits.futureMs,
  headRecordedAt: at.head.recordedAt,
  keeps: batch.keeps,
})

const originOf = ({ origin }: Batch, { line, record }: Item): Sender['origin'] =>
  line === null && record === undefined ? origin : { ...origin, ...(line === null ? {} : { line }), ...record }

/** Whose identities are looked up before anything is judged. */
export type LookUp = 'everything' | 'what may write nothing'

/** What begins a stream of its own need not be looked up: the append would find its identity recorded. */
const lookedUp = ({ items }: Batch, lookUp: LookUp): ReadItem[] => {
  const readable = items.filter((item) => item.readable)
  return lookUp === 'everything' ? readable : readable.filter((item) => !beginsStream(item))
}

const beginsStream = (item: Item): boolean => item.readable && askedFor[item.type].streamMustBeNew !== null

/** Whether a verdict is out on items that were not looked up and that no append will check. */
export const isUnsure = ({ items }: Batch, verdict: Verdict | undefined): boolean =>
  items.some(
    (item, index) =>
      beginsStream(item) && verdict?.judged[index]?.outcome.status !== 'accepted' && verdict?.judged[index]?.staged === null,
  )
