import type { EventId } from '@daybook/domain'
import type { EventStore, Head, Receipt } from '@daybook/event-store'
import type { Batch } from './batch.ts'
import { heldCollections } from './held.ts'
import { openShelf, type Sender } from './held-shelf.ts'
import { type Bench, judge } from './judge.ts'
import type { Limits } from './limits.ts'
import { isRecorded, type Judged } from './outcome.ts'
import type { Reference } from './reference.ts'
import { openStaging, type Staging } from './staging.ts'
import type { StreamsCache } from './streams-cache.ts'

/** What stays the same while the intake is open. */
export type Surroundings = {
  readonly store: EventStore
  readonly cache: StreamsCache
  readonly reference: Reference
  readonly limits: Limits
  readonly clock: () => number
  readonly newId: () => string
}

/** Batches judged one after the other, each seeing what the ones before have staged. Nothing is written by it. */
export type Sitting = {
  readonly staging: Staging
  readonly head: Head
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
  at: Surroundings & { readonly head: Head; readonly careful: boolean; readonly staging?: Staging },
): Promise<Sitting> => {
  const { store, head } = at
  const receipts = await receiptsOf(batches, store)
  const [held] = await store.records(heldCollections.identity, { limit: 1 })
  const staging = at.staging ?? openStaging(head.position + 1n, at.reference.take)

  const judgeIn = async (batch: Batch, into: Staging): Promise<Judged[]> => {
    const shelf = openShelf(store, into)
    const now = at.clock()
    const shared = { ...benchOf(batch, at), staging: into, shelf, receipts, now, anyHeld: held !== undefined }
    const judged: Judged[] = []
    for (const [index, item] of batch.items.entries()) {
      const retried = batch.released.get(index) ?? null
      const { origin, actor } = retried?.held ?? { origin: originOf(batch, item.line), actor: batch.actor }
      const sender: Sender = { origin, actor, now, newId: at.newId }
      const bench: Bench = { ...shared, sender }
      judged.push(await judge(item, bench, retried))
    }
    return judged
  }

  return {
    staging,
    head,
    judge: async (batch) => {
      const into = batch.strict ? staging.fork() : staging
      for (const guard of batch.guards) into.put(guard)
      const judged = await judgeIn(batch, into)
      const accepted = !batch.strict || judged.every(({ outcome }) => isRecorded(outcome))
      if (!accepted) return { judged, accepted }
      for (const record of batch.alongside(judged.map(({ outcome }) => outcome))) into.put(record)
      if (batch.strict) staging.merge(into)
      return { judged, accepted }
    },
  }
}

const benchOf = (batch: Batch, at: Surroundings & { readonly head: Head; readonly careful: boolean }) => ({
  cache: at.cache,
  reference: at.reference,
  ifMatch: batch.ifMatch,
  careful: at.careful,
  backfill: batch.backfill,
  futureMs: at.limits.futureMs,
  headRecordedAt: at.head.recordedAt,
  keeps: batch.keeps,
})

const originOf = (batch: Batch, line: number | null): Sender['origin'] =>
  line === null ? batch.origin : { ...batch.origin, line }

const receiptsOf = (batches: readonly Batch[], store: EventStore): Promise<ReadonlyMap<EventId, Receipt>> =>
  store.identities(batches.flatMap(({ items }) => items.filter((item) => item.readable)))
