import type { EventStore } from '@daybook/event-store'
import { stringify } from 'csv-stringify/sync'
import { type HeldItem, heldCollections, keyOf } from './held.ts'
import { readHeld } from './held-shelf.ts'
import { heldView } from './held-view.ts'
import type { ImportRecord } from './import-record.ts'

const pageRecords = 500

/** The rows of an import that were put aside, one JSON object a line, in the order of the file. */
export async function* rejectsNdjson({ importId }: ImportRecord, store: EventStore): AsyncGenerator<string> {
  for await (const held of heldOf(importId, store)) yield `${JSON.stringify(heldView(held))}\n`
}

/**
 * The same as CSV, to be put right and sent again: of a file of orders its own header and rows, unaltered, each with `line`, `code`
 * and `detail`; of events one row each.
 */
export async function* rejectsCsv({ importId, header }: ImportRecord, store: EventStore): AsyncGenerator<string> {
  const why = 'line,code,detail'
  yield header === null ? `${why},source,id,type,raw\n` : `${header},${why}\n`
  for await (const held of heldOf(importId, store)) {
    const { code, detail, source, id, type, raw } = held
    const line = held.origin.line ?? ''
    if (header === null) yield stringify([[line, code, detail, source, id, type, raw.text]])
    else for (const row of raw.rows ?? [raw.text]) yield `${row},${stringify([[line, code, detail]])}`
  }
}

async function* heldOf(importId: string, store: EventStore): AsyncGenerator<HeldItem> {
  const prefix = keyOf(importId, '')
  for (let after = prefix; ; ) {
    const page = await store.records(heldCollections.line, { after, limit: pageRecords })
    for (const { key, body: heldId } of page) {
      if (!key.startsWith(prefix)) return
      after = key
      const held = (await store.record(heldCollections.open, heldId)) ?? (await store.record(heldCollections.decided, heldId))
      if (held !== null) yield readHeld(held)
    }
    if (page.length < pageRecords) return
  }
}
