import { instantText } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { z } from 'zod'
import { emptySummary } from './outcome.ts'

const Counts = z.strictObject({
  accepted: z.int(),
  duplicate: z.int(),
  conflict: z.int(),
  rejected: z.int(),
  quarantined: z.int(),
})

/** The progress of an import, as it commits with every chunk (streaming 9). Instants are milliseconds. */
export const ImportRecord = z.strictObject({
  importId: z.string(),
  source: z.string(),
  format: z.enum(['events', 'orders-csv']),
  delimiter: z.string(),
  map: z.record(z.string(), z.string()),
  backfill: z.boolean(),
  startedAt: z.number(),
  updatedAt: z.number(),
  startedBy: z.string(),
  /** Of the decompressed file, up to the last committed chunk. */
  bytes: z.number(),
  line: z.int(),
  sha256: z.string(),
  rows: z.int(),
  blank: z.int(),
  received: z.int(),
  summary: Counts,
  /** Head of the log after the chunk before: the position that is sure when this record commits. Told is the head of now. */
  position: z.string().nullable().describe('What the import has recorded lies at or before it; null when nothing has come'),
  header: z.string().nullable(),
  state: z.enum(['running', 'done', 'interrupted', 'failed']),
  problem: z.string().nullable(),
})
export type ImportRecord = z.infer<typeof ImportRecord>

/** Where import records stand beside the log. */
export const importCollection = 'import'

export const readImport = (body: string): ImportRecord => ImportRecord.parse(JSON.parse(body))

/** The record of an import, as it is stored and as it reads; null when there is none. */
export const findImport = async (store: EventStore, importId: string): Promise<{ body: string; record: ImportRecord } | null> => {
  const body = await store.record(importCollection, importId)
  return body === null ? null : { body, record: readImport(body) }
}

type Beginning = Pick<ImportRecord, 'importId' | 'source' | 'format' | 'delimiter' | 'map' | 'backfill' | 'startedBy'>

export const newImport = (beginning: Beginning, now: number): ImportRecord => ({
  ...beginning,
  startedAt: now,
  updatedAt: now,
  bytes: 0,
  line: 0,
  sha256: emptySha256,
  rows: 0,
  blank: 0,
  received: 0,
  summary: { ...emptySummary },
  position: null,
  header: null,
  state: 'running',
  problem: null,
})

/** SHA-256 of no bytes. */
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** An import as it is answered: instants as text. */
export const ImportView = ImportRecord.extend({ startedAt: z.string(), updatedAt: z.string() }).meta({
  id: 'Import',
  examples: [
    {
      importId: 'march-2025',
      source: 'csv',
      format: 'orders-csv',
      delimiter: ',',
      map: {},
      backfill: false,
      startedAt: '2025-04-01T12:00:00Z',
      updatedAt: '2025-04-01T12:00:02Z',
      startedBy: 'local',
      bytes: 104857,
      line: 2001,
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      rows: 2000,
      blank: 0,
      received: 2000,
      summary: { accepted: 2000, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 },
      position: '2024',
      header: 'order_id,account_id,effective_on,currency,net',
      state: 'done',
      problem: null,
    },
  ],
})

export const importView = (record: ImportRecord): z.infer<typeof ImportView> => ({
  ...record,
  startedAt: instantText(record.startedAt),
  updatedAt: instantText(record.updatedAt),
})
