import type { StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { heldCollections, keyOf } from './held.ts'

/** Whether anything waits at all. Where nothing does, nobody need look stream by stream. */
export const isAnythingWaiting = async (store: EventStore): Promise<boolean> =>
  (await store.records(heldCollections.waiting, { limit: 1 })).length > 0

/** The next keys of what waits for the beginning of a stream, in the order held: at most `limit`, after the key given. */
export const waitingKeys = (store: EventStore, stream: StreamName, page: Page): Promise<readonly string[]> =>
  storedKeys(store, { collection: heldCollections.waiting, first: stream }, page)

/** The next stored keys of a collection that have this first part, in order: at most `limit`, after the key given. */
export const storedKeys = async (
  store: EventStore,
  { collection, first }: { readonly collection: string; readonly first: string },
  { after = keyOf(first, ''), limit }: Page,
): Promise<readonly string[]> => {
  const isOurs = (key: string): boolean => key.startsWith(keyOf(first, ''))
  // For nearly every first part there is nothing. A page asked for at once would be read whole, of what belongs to those behind it.
  const [next] = await store.records(collection, { after, limit: 1 })
  if (next === undefined || !isOurs(next.key)) return []
  const page = await store.records(collection, { after, limit })
  return page.map(({ key }) => key).filter(isOurs)
}

type Page = { readonly after?: string; readonly limit: number }
