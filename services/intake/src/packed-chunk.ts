import type { Chunk } from './chunks.ts'
import type { Item, ReadItem } from './item.ts'

/**
 * A chunk as it goes from thread to thread. Text takes half the time of copies of objects, and what waits to be unpacked is nothing
 * to the collector.
 */
export type PackedChunk = Omit<Chunk, 'items'> & PackedItems

/** Items as they go from thread to thread. */
export type PackedItems = {
  /** JSON of the items, without the text that the read ones came as. */
  readonly items: string
  /** The texts of the read items, one after the other. */
  readonly texts: string
}

type PackedRead = ReturnType<typeof packRead>
type PackedItem = PackedRead | Exclude<Item, ReadItem>

export const pack = (chunk: Chunk): PackedChunk => ({ ...chunk, ...packItems(chunk.items) })

export const packItems = (items: readonly Item[]): PackedItems => ({
  items: JSON.stringify(items.map((item): PackedItem => (item.readable ? packRead(item) : item))),
  texts: items.map((item) => (item.readable ? item.raw.text : '')).join(''),
})

/** Fields in a fixed order, the length of the text first: their names would be longer than what they hold. */
const packRead = (item: ReadItem) => {
  const { line, source, id, eventId, type, payloadHash, data, effectiveOn, subject, time, recordedTime, trace, record } = item
  const { text, ...raw } = item.raw
  const length = text.length
  return [
    length,
    line,
    raw,
    source,
    id,
    eventId,
    type,
    payloadHash,
    data,
    effectiveOn,
    subject,
    time,
    recordedTime,
    trace,
    record,
  ] as const
}

/** The chunk that was packed. */
export const unpack = ({ items, texts, ...place }: PackedChunk): Chunk => ({ ...place, items: unpackItems({ items, texts }) })

/** The items that were packed. */
export const unpackItems = ({ items: packedItems, texts }: PackedItems): readonly Item[] => {
  const items: Item[] = []
  let at = 0
  const all = JSON.parse(packedItems) as readonly PackedItem[] // Sound: written by `pack`
  for (const packed of all) {
    if ('readable' in packed) items.push(packed)
    else {
      items.push(unpackRead(packed, texts.slice(at, at + packed[0])))
      at += packed[0]
    }
  }
  return items
}

const unpackRead = (packed: PackedRead, text: string): ReadItem => {
  const [, line, raw, source, id, eventId, type, payloadHash, data, effectiveOn, subject, time, recordedTime, trace, record] =
    packed
  return {
    readable: true,
    line,
    raw: { text, ...raw },
    source,
    id,
    eventId,
    type,
    payloadHash,
    data,
    effectiveOn,
    subject,
    time,
    recordedTime,
    trace,
    // JSON has no undefined: what was none came as null.
    ...(record ? { record } : {}),
  }
}
