import type { EventId } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'

/** Where the identities of decisions stand that were already true when they came, with the digest of their content. */
export const alreadyTrue = 'already-true'

/**
 * Which of these were already true when they first came, and with which content. Nothing was written of them, so that the log does not
 * know them: delivered again after something else was decided, they would be carried out as if they were new (streaming 3).
 */
export const trueBefore = async (
  store: EventStore,
  items: readonly { readonly eventId: EventId }[],
): Promise<ReadonlyMap<EventId, string>> => {
  const found = new Map<EventId, string>()
  if (items.length === 0) return found
  // Mostly there are none, and then nobody need look one by one.
  const [first] = await store.records(alreadyTrue, { limit: 1 })
  if (first === undefined) return found
  for (const { eventId } of items) {
    const payloadHash = await store.record(alreadyTrue, eventId)
    if (payloadHash !== null) found.set(eventId, payloadHash)
  }
  return found
}
