import type { RepId, StreamName } from './ids.ts'
import { type KnownStreams, stateOf } from './outside-type.ts'
import { type SellerListState, sellerList } from './seller-list.ts'

/** The name of the group that the lists of all sellers are. */
export const sellerLists = 'sellerlist'

const prefix = 'sellerlist-'

/** The lists of sellers among the streams that are read. */
export const sellerListsIn = (
  known: KnownStreams,
): readonly { readonly stream: StreamName; readonly repId: RepId; readonly state: SellerListState }[] =>
  [...known].flatMap(([stream, events]) => {
    if (!stream.startsWith(prefix)) return []
    return [{ stream, repId: stream.slice(prefix.length) as RepId, state: stateOf(sellerList, events) }] // Sound: as the stream was named
  })
