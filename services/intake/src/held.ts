import { z } from 'zod'

/** Bytes that are text as a rule. */
const HeldBytes = z.union([z.string(), z.strictObject({ base64: z.string() })])
export type HeldBytes = z.infer<typeof HeldBytes>

const Origin = z.strictObject({
  transport: z.enum(['http', 'import', 'kafka', 'cli', 'command']),
  importId: z.string().exactOptional(),
  line: z.int().exactOptional(),
  topic: z.string().exactOptional(),
  partition: z.int().exactOptional(),
  offset: z.string().exactOptional(),
  timestamp: z.string().exactOptional(),
  key: HeldBytes.exactOptional(),
  /** Each with its values, in order: a record may repeat a header. */
  headers: z.record(z.string(), z.array(HeldBytes)).exactOptional(),
})

const Actor = z.strictObject({ kind: z.enum(['user', 'system', 'integration']), id: z.string() })

/** One item put aside, as it is stored beside the log (streaming 5). Instants are milliseconds. */
export const HeldItem = z.strictObject({
  heldId: z.string(),
  /** What it was put aside for: an event we understand, or bytes we do not. */
  kind: z.enum(['quarantine', 'dead-letter']),
  code: z.string(),
  detail: z.string(),
  stage: z.enum(['decode', 'schema', 'identity', 'domain']),
  firstSeenAt: z.number(),
  attempts: z.int(),
  source: z.string().nullable(),
  id: z.string().nullable(),
  type: z.string().nullable(),
  eventId: z.string().nullable(),
  payloadHash: z.string().nullable(),
  /** The recorded event and content that a conflict is with. */
  existing: z.strictObject({ eventId: z.string(), payloadHash: z.string() }).exactOptional(),
  refusal: z.json().exactOptional(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).exactOptional(),
  /** The stream whose beginning releases it by itself. */
  awaits: z.string().exactOptional(),
  accountId: z.string().exactOptional(),
  origin: Origin,
  /** It came with a history: released by itself, it is recorded at the time of the head, so that the rest of the history can follow. */
  backfill: z.boolean().exactOptional(),
  actor: Actor,
  raw: z.strictObject({
    text: z.string(),
    encoding: z.enum(['utf8', 'base64']),
    event: z.string().exactOptional(),
    rows: z.array(z.string()).exactOptional(),
  }),
  traceparent: z.string().exactOptional(),
  state: z.enum(['held', 'released', 'discarded', 'superseded']),
  decidedBy: z.string().exactOptional(),
  decidedAt: z.number().exactOptional(),
  reason: z.string().exactOptional(),
})
export type HeldItem = z.infer<typeof HeldItem>
export type HeldOrigin = z.infer<typeof Origin>

/** Where held items stand in the side records of the store. All change in the transaction of the events they go with. */
export const heldCollections = {
  /** heldId to item, while it waits for a decision. */
  open: 'held',
  /** heldId to item, afterwards. */
  decided: 'held-decided',
  /** eventId and payload hash to heldId, while it waits: a resend of a held item is the same item. */
  identity: 'held-identity',
  /** Awaited stream and heldId to heldId, in the order held. */
  waiting: 'held-waiting',
  /** Import and line to heldId. */
  line: 'held-line',
  /** Topic, partition and offset to heldId: a record that is delivered again is the same item. */
  record: 'held-record',
} as const

/** Joins the parts of a key. No id or hash holds this character: ids refuse control characters. */
export const keyOf = (...parts: readonly string[]): string => parts.join(separator)

/** The first part of a key. */
export const firstPartOf = (key: string): string => key.split(separator, 1)[0] ?? ''

/** The part of a key after its first `count` parts. */
export const partOf = (key: string, count: number): string => key.split(separator).slice(count).join(separator)

const separator = '\u001f'

/** Where an item came from, as the key under which it is found again; null for what was sent in a request. */
export const placeOfOrigin = (origin: HeldOrigin): { readonly collection: string; readonly key: string } | null => {
  const { importId, line, topic, partition, offset } = origin
  if (importId !== undefined && line !== undefined)
    return { collection: heldCollections.line, key: keyOf(importId, String(line).padStart(12, '0')) }
  if (topic === undefined || partition === undefined || offset === undefined) return null
  return { collection: heldCollections.record, key: keyOf(topic, String(partition), offset.padStart(20, '0')) }
}
