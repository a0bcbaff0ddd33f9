import type { StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { type Batch, intakeItself, plainBatch, retriedByItself } from './batch.ts'
import type { Committer } from './committer.ts'
import { type HeldItem, heldCollections, keyOf, partOf } from './held.ts'
import { type OpenItem, openItem } from './held-shelf.ts'
import { isAnythingWaiting, waitingKeys } from './held-waiting.ts'
import type { Item } from './item.ts'

/**
 * Records what was held for an account or order by itself, in the order held, once that is recorded. Runs between the commits of
 * the writer, a page at a time, so that a hundred thousand orders of one account do not hold up everybody else.
 */
export type Releaser = {
  readonly begun: (streams: readonly StreamName[]) => void
  readonly hasMore: () => boolean
  /** Gives up what is left: it stays held, and is tried again when the program starts. */
  readonly stop: () => void
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

/** A stream that has begun, and the key of the last item of it that was tried. */
type Begun = { readonly stream: StreamName; readonly after: string }
type Page = { readonly open: readonly OpenItem[]; readonly after: string }

export const openReleaser = ({ store, commit, prepare, onFault, pageItems }: ReleaserOptions): Releaser => {
  let begun: Begun[] = []

  const pageOf = async ({ stream, after }: Begun): Promise<Page> => {
    const keys = await waitingKeys(store, stream, { after, limit: pageItems })
    const open: OpenItem[] = []
    for (const key of keys) {
      const heldId = partOf(key, 1)
      const body = await store.record(heldCollections.open, heldId)
      if (body !== null) open.push(openItem(heldId, body))
    }
    return { open, after: keys.at(-1) ?? after }
  }

  const releasePages = async (backfill: boolean): Promise<void> => {
    if (!(await isAnythingWaiting(store))) begun = []
    for (let pages = 0; pages < pagesMax; ) {
      const [first, ...others] = begun
      if (first === undefined) return
      const { open, after } = await pageOf(first)
      // On from what was tried, so that an item that is held again is not tried for ever.
      begun = after === first.after ? others : [{ ...first, after }, ...others]
      if (open.length === 0) continue
      pages += 1
      const committed = await commit([batchOf(open, { prepare, backfill })], true)
      // What another has decided meanwhile spoils the page for the rest of it: it is read anew.
      if (committed.status === 'committed') begun.push(...committed.begun.map(fromItsStart))
      else begun = [first, ...begun.slice(1)]
    }
  }

  return {
    begun: (streams) => {
      if (streams.length > 0) begun.push(...streams.map(fromItsStart))
    },
    hasMore: () => begun.length > 0,
    stop: () => {
      begun = []
    },
    releaseSome: async (backfill) => {
      if (begun.length === 0) return
      // The items stay held; they are tried again when the program starts.
      await releasePages(backfill).catch((fault) => {
        begun = []
        onFault(fault)
      })
    },
  }
}

const fromItsStart = (stream: StreamName): Begun => ({ stream, after: keyOf(stream, '') })

/** Each keeps the actor and the origin it came with. */
const batchOf = (
  open: readonly OpenItem[],
  how: { readonly prepare: (held: HeldItem) => Item; readonly backfill: boolean },
): Batch => ({
  ...plainBatch(
    open.map(({ held }) => how.prepare(held)),
    intakeItself,
    { transport: 'import' },
  ),
  released: new Map(open.map(({ held }, index) => [index, retriedByItself(held, how.backfill)])),
  guards: open.map(({ guard }) => guard),
})
