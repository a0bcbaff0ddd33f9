import type { StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { type Batch, plainBatch } from './batch.ts'
import type { Committer } from './committer.ts'
import { type HeldItem, heldCollections, keyOf } from './held.ts'
import { readHeld } from './held-shelf.ts'
import type { Item } from './item.ts'

/**
 * Records what was held for an account or order by itself, in the order held, once that is recorded. Runs between the commits of
 * the writer, a page at a time, so that a hundred thousand orders of one account do not hold up everybody else.
 */
export type Releaser = {
  readonly begun: (streams: readonly StreamName[]) => void
  readonly hasMore: () => boolean
  /** Tries again a bounded number of held items. In a backfill they take the recorded time of the head. */
  readonly releaseSome: (backfill: boolean) => Promise<void>
}

export type ReleaserOptions = {
  readonly store: EventStore
  readonly commit: Committer
  readonly prepare: (held: HeldItem) => Item
  readonly onFault: (fault: unknown) => void
  readonly pageItems: number
}

const pagesMax = 4

export const openReleaser = ({ store, commit, prepare, onFault, pageItems }: ReleaserOptions): Releaser => {
  let streams: StreamName[] = []

  const page = async (stream: StreamName): Promise<readonly HeldItem[]> => {
    const prefix = keyOf(stream, '')
    const waiting = await store.records(heldCollections.waiting, { after: prefix, limit: pageItems })
    const items: HeldItem[] = []
    for (const { key, body: heldId } of waiting) {
      if (!key.startsWith(prefix)) break
      const body = await store.record(heldCollections.open, heldId)
      if (body !== null) items.push(readHeld(body))
    }
    return items
  }

  const releasePage = async (held: readonly HeldItem[], backfill: boolean): Promise<void> => {
    for (const batch of batchesOf(held, prepare)) {
      const committed = await commit([{ ...batch, backfill }], true)
      if (committed.status === 'committed') streams.push(...committed.begun)
    }
  }

  const releasePages = async (backfill: boolean): Promise<void> => {
    const [waiting] = await store.records(heldCollections.waiting, { limit: 1 })
    if (waiting === undefined) streams = []
    for (let pages = 0; pages < pagesMax && streams.length > 0; ) {
      const [stream] = streams
      const held = stream === undefined ? [] : await page(stream)
      if (held.length === 0) streams = streams.slice(1)
      else {
        await releasePage(held, backfill)
        pages += 1
      }
    }
  }

  /** The items stay held; they are tried again when the program starts. */
  const giveUp = (fault: unknown): void => {
    streams = []
    onFault(fault)
  }

  return {
    begun: (names) => {
      if (names.length > 0) streams.push(...names)
    },
    hasMore: () => streams.length > 0,
    releaseSome: async (backfill) => {
      if (streams.length > 0) await releasePages(backfill).catch(giveUp)
    },
  }
}

/** Items of one sender at a time: each keeps the actor and the origin it came with. */
const batchesOf = (held: readonly HeldItem[], prepare: (held: HeldItem) => Item): readonly Batch[] => {
  const batches: { first: HeldItem; all: HeldItem[] }[] = []
  for (const one of held) {
    const last = batches.at(-1)
    if (last !== undefined && isSameSender(last.first, one)) last.all.push(one)
    else batches.push({ first: one, all: [one] })
  }
  return batches.map(({ first, all }) => ({
    ...plainBatch(all.map(prepare), first.actor, first.origin),
    released: new Map(all.map((held, index) => [index, { held, by: intakeItself }])),
  }))
}

const intakeItself = { kind: 'system', id: 'intake' } as const

const isSameSender = (one: HeldItem, other: HeldItem): boolean =>
  one.actor.kind === other.actor.kind && one.actor.id === other.actor.id
