import { hash } from 'node:crypto'
import type { EventId, Source, SourceEventId } from '@daybook/domain'

const namespace = Buffer.from('3f6f1c526f0a4c0e9a550d6b1a2c7e11', 'hex')
const variants = '89ab89ab89ab89ab'

/** Room for any source and id that the schemas let through; a longer one gets room of its own. */
const scratch = Buffer.alloc(4_096)
namespace.copy(scratch)

/**
 * The permanent id of the event with this identity: UUIDv5 (RFC 9562) of the canonical JSON of `[source, id]`
 * under the namespace 3f6f1c52-6f0a-4c0e-9a55-0d6b1a2c7e11.
 *
 * @example eventIdOf('erp', 'SO43659') // 'fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4'
 */
export const eventIdOf = (source: Source, id: SourceEventId): EventId => {
  const digest = hash('sha1', named(JSON.stringify([source, id])), 'hex')
  const variant = variants[Number.parseInt(digest.charAt(16), 16)]
  const text = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  return text as EventId // Sound: built to the form of a UUID
}

const named = (text: string): Buffer => {
  if (text.length * 3 > scratch.length - namespace.length) return Buffer.concat([namespace, Buffer.from(text)])
  return scratch.subarray(0, namespace.length + scratch.write(text, namespace.length))
}

/** The first 32 bits of an event id: enough to tell it from almost all others of a run. */
export const eventKeyOf = (eventId: EventId): number => Number.parseInt(eventId.slice(0, 8), 16)
