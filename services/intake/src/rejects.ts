import type { EventStore } from '@daybook/event-store'
import { stringify } from 'csv-stringify/sync'
import { asideColumns } from './csv-columns.ts'
import { heldView } from './held-view.ts'
import { heldOf } from './import-lines.ts'
import type { ImportRecord } from './import-record.ts'

/** The rows of an import that were put aside, one JSON object a line, in the order of the file. */
export async function* rejectsNdjson({ importId }: ImportRecord, store: EventStore): AsyncGenerator<string> {
  for await (const held of heldOf(importId, store)) yield `${JSON.stringify(heldView(held))}\n`
}

/**
 * The same as CSV, to be put right and sent again: of a file of orders its own header and rows, unaltered, each with `line`, `code`
 * and `detail`; of events one row each.
 */
export async function* rejectsCsv({ importId, header, delimiter }: ImportRecord, store: EventStore): AsyncGenerator<string> {
  yield header === null
    ? stringify([[...asideColumns, 'source', 'id', 'type', 'raw']])
    : `${header}${delimiter}${asideColumns.join(delimiter)}\n`
  for await (const held of heldOf(importId, store)) {
    const { code, detail, source, id, type, raw } = held
    const line = held.origin.line ?? ''
    if (header === null) yield stringify([[line, code, detail, source, id, type, raw.text]])
    else for (const row of raw.rows ?? [raw.text]) yield `${row}${delimiter}${stringify([[line, code, detail]], { delimiter })}`
  }
}
