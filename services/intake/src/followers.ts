import type { StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { heldCollections } from './held.ts'
import { type OpenItem, openItem } from './held-shelf.ts'
import { isAnythingWaiting, waitingKeys } from './held-waiting.ts'
import type { Staging } from './staging.ts'

/** What waits for the beginning of a stream, in the order held: what is stored, and what was put aside in the same sitting. */
export type Followers = {
  /**
   * Nothing of more than `followersMax`: those are left to the releaser, page by page. Each is read when its turn comes: one before it
   * may have decided it.
   */
  readonly of: (stream: StreamName, staging: Staging) => AsyncIterable<OpenItem>
}

const followersMax = 1_000

/** Looks once whether anything waits, so that where nothing does a new stream costs nothing. */
export const openFollowers = async (store: EventStore): Promise<Followers> => {
  const isAnyStored = await isAnythingWaiting(store)
  return {
    of: async function* (stream, staging) {
      const staged = staging.keysUnder(heldCollections.waiting, stream)
      if (!isAnyStored && staged.length === 0) return
      const stored = isAnyStored ? await waitingKeys(store, stream, { limit: followersMax + 1 }) : []
      const keys = [...new Set([...stored, ...staged])].sort()
      if (keys.length > followersMax) return
      for (const key of keys) {
        const heldId = await bodyOf(heldCollections.waiting, key)
        const body = heldId === null ? null : await bodyOf(heldCollections.open, heldId)
        if (heldId !== null && body !== null) yield openItem(heldId, body)
      }

      async function bodyOf(collection: string, key: string): Promise<string | null> {
        const here = staging.record(collection, key)
        return here === undefined ? store.record(collection, key) : here
      }
    },
  }
}
