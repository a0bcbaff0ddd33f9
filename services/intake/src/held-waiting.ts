import type { StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { heldCollections, keyOf } from './held.ts'

/** Whether anything waits at all. Where nothing does, nobody need look stream by stream. */
export const isAnythingWaiting = async (store: EventStore): Promise<boolean> =>
  (await store.records(heldCollections.waiting, { limit: 1 })).length > 0

/** The next keys of what waits for the beginning of a stream, in the order held: at most `limit`, after the key given. */
export const waitingKeys = async (
  store: EventStore,
  stream: StreamName,
  { after = keyOf(stream, ''), limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly string[]> => {
  // For nearly every stream nothing waits. A page asked for at once would be read whole, of what waits for the streams behind it.
  const [first] = await store.records(heldCollections.waiting, { after, limit: 1 })
  if (first === undefined || !isOf(stream, first.key)) return []
  const page = await store.records(heldCollections.waiting, { after, limit })
  return page.map(({ key }) => key).filter((key) => isOf(stream, key))
}

const isOf = (stream: StreamName, key: string): boolean => key.startsWith(keyOf(stream, ''))
