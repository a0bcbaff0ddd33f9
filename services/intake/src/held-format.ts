import type { EventStore } from '@daybook/event-store'
import { z } from 'zod'
import { firstPartOf, heldCollections, keyOf } from './held.ts'

/** Records looked at together. */
const pageRecords = 500

/** In books of earlier days all that waited under one identity stood in one record, by content. */
const HeldByHash = z.record(z.string(), z.string())

/** Brings what an earlier program has put aside into today's form, before anybody looks for it. */
export const renewHeld = async (store: EventStore): Promise<void> => {
  for (let after = ''; ; ) {
    const page = await store.records(heldCollections.identity, { after, limit: pageRecords })
    const records = page
      .filter(({ key }) => firstPartOf(key) === key)
      .flatMap(({ key, body }) => [
        ...Object.entries(HeldByHash.parse(JSON.parse(body))).map(([hash, heldId]) => ({ key: keyOf(key, hash), body: heldId })),
        { key, body: null, expected: body },
      ])
    const changes = records.map((record) => ({ collection: heldCollections.identity, ...record }))
    // Where another process was faster, what it has left is looked at again.
    if (changes.length > 0 && (await store.append({ appends: [], records: changes })).status === 'conflict') continue
    after = page.at(-1)?.key ?? after
    if (page.length < pageRecords) return
  }
}
