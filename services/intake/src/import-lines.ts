import type { EventStore } from '@daybook/event-store'
import { type HeldItem, heldCollections, keyOf, partOf } from './held.ts'
import { readHeld } from './held-shelf.ts'

const pageRecords = 500

/**
 * The items that an import has put aside, in the order of its lines. One that an earlier file had put aside before is the same item;
 * here its origin is the line of this import.
 */
export async function* heldOf(importId: string, store: EventStore): AsyncGenerator<HeldItem> {
  const prefix = keyOf(importId, '')
  for (let after = prefix; ; ) {
    const page = await store.records(heldCollections.line, { after, limit: pageRecords })
    for (const { key, body: heldId } of page) {
      if (!key.startsWith(prefix)) return
      after = key
      const held = (await store.record(heldCollections.open, heldId)) ?? (await store.record(heldCollections.decided, heldId))
      if (held !== null) yield at(readHeld(held), { importId, line: Number(partOf(key, 1)) })
    }
    if (page.length < pageRecords) return
  }
}

const at = (held: HeldItem, place: { readonly importId: string; readonly line: number }): HeldItem => ({
  ...held,
  origin: { ...held.origin, ...place },
})
