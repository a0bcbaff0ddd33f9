import type { SideRecord } from '@daybook/event-store'
import { type Batch, plainBatch, type Recording } from './batch.ts'
import type { Chunk, FilePlan } from './chunks.ts'
import { canonical } from './content-hash.ts'
import { asidesMax, noAsides } from './import-asides.ts'
import { type ImportRecord, importCollection, newImport } from './import-record.ts'
import type { ImportReport, ImportRequest } from './imports.ts'
import { isRecorded, type Outcome, summaryOf } from './outcome.ts'

/** An import on its way through a file. */
export type Walk = {
  readonly record: () => ImportRecord
  /** The record as it will be when this chunk is committed with these outcomes. */
  readonly after: (chunk: Chunk, outcomes: readonly Outcome[]) => ImportRecord
  readonly took: (chunk: Chunk, recording: Recording) => void
  readonly wrote: (record: ImportRecord) => void
  readonly report: (how: Pick<ImportReport, 'replayed' | 'recorded'>) => ImportReport
}

/** `before`: what an import that goes on has put aside already. */
export const openWalk = (from: ImportRecord, request: Pick<ImportRequest, 'onProgress'>, before = noAsides): Walk => {
  let record = from
  let position = from.position === null ? -1n : BigInt(from.position)
  const asides: Outcome[] = [...before.outcomes]
  let asidesTruncated = before.truncated

  const after = (chunk: Chunk, outcomes: readonly Outcome[]): ImportRecord => ({
    ...record,
    bytes: chunk.bytes,
    line: chunk.line,
    sha256: chunk.sha256,
    header: chunk.header,
    blank: chunk.blank,
    rows: record.rows + chunk.rows,
    received: record.received + outcomes.length,
    summary: summaryOf(outcomes, record.summary),
    position: position < 0n ? null : String(position),
    state: chunk.isLast ? 'done' : 'running',
  })
  return {
    record: () => record,
    after,
    took: (chunk, { outcomes, position: head }) => {
      record = after(chunk, outcomes)
      position = head ?? -1n
      for (const outcome of outcomes) {
        if (isRecorded(outcome)) continue
        if (asides.length < asidesMax) asides.push(outcome)
        else asidesTruncated = true
      }
      request.onProgress(record)
    },
    wrote: (changed) => {
      record = changed
    },
    report: (how) => ({ record, position, asides, asidesTruncated, ...how }),
  }
}

/** The items of a chunk as a batch. */
export const batchOf = (chunk: Chunk, request: ImportRequest, walk: Walk): Batch => ({
  ...plainBatch(chunk.items, request.actor, { transport: request.transport, importId: request.importId }),
  trace: request.trace,
  bytes: Math.max(chunk.bytes - walk.record().bytes, 0),
  backfill: request.backfill,
})

/** A chunk with nothing in it: for a change of the record alone. */
export const nothing: Chunk = { items: [], rows: 0, line: 0, bytes: 0, sha256: '', blank: 0, header: null, isLast: false }

export const planOf = (request: ImportRequest, from: ImportRecord | null): FilePlan => {
  const { format, source, delimiter, map, limits } = request
  return {
    format,
    source,
    delimiter,
    map,
    limits,
    from: from === null ? null : { line: from.line, bytes: from.bytes, sha256: from.sha256 },
  }
}

/** The stored progress of an import, changed only if it is what this import wrote last: two cannot go on with one. */
export type Progress = {
  readonly change: (record: ImportRecord) => SideRecord
  /** The change was committed. */
  readonly changed: () => void
}

export const progressFrom = (stored: string | null, clock: () => number): Progress => {
  let last = stored
  let next = stored
  return {
    change: (record) => {
      next = JSON.stringify({ ...record, updatedAt: clock() })
      return { collection: importCollection, key: record.importId, body: next, expected: last }
    },
    changed: () => {
      last = next
    },
  }
}

/** Whether a further request of the same name asks for the same. */
export const isSameRequest = (record: ImportRecord, request: ImportRequest): boolean =>
  record.format === request.format &&
  record.source === request.source &&
  record.delimiter === request.delimiter &&
  record.backfill === request.backfill &&
  canonical(record.map) === canonical(request.map)

/** The record of an import that begins. */
export const beginningOf = (request: ImportRequest, now: number): ImportRecord => {
  const { importId, source, format, delimiter, map, backfill } = request
  return newImport({ importId, source, format, delimiter, map: { ...map }, backfill, startedBy: request.actor.id }, now)
}
