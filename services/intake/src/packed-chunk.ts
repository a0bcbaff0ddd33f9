import type { Chunk } from './chunks.ts'
import type { Item, Raw, ReadItem } from './item.ts'

/**
 * A chunk as it goes from thread to thread. Text takes half the time of copies of objects, and what waits to be unpacked is nothing
 * to the collector.
 */
export type PackedChunk = Omit<Chunk, 'items'> & {
  /** JSON of the items, without the text that the read ones came as. */
  readonly items: string
  /** The texts of the read items, one after the other. */
  readonly texts: string
}

/** Fields in a fixed order: their names would be longer than what they hold. */
type PackedRead = readonly [
  lengthOfText: number,
  line: ReadItem['line'],
  raw: Omit<Raw, 'text'>,
  source: ReadItem['source'],
  id: ReadItem['id'],
  eventId: ReadItem['eventId'],
  type: ReadItem['type'],
  payloadHash: ReadItem['payloadHash'],
  data: ReadItem['data'],
  effectiveOn: ReadItem['effectiveOn'],
  subject: ReadItem['subject'],
  time: ReadItem['time'],
  recordedTime: ReadItem['recordedTime'],
  trace: ReadItem['trace'],
]

type PackedItem = PackedRead | Exclude<Item, ReadItem>

export const pack = (chunk: Chunk): PackedChunk => ({
  ...chunk,
  items: JSON.stringify(chunk.items.map(packItem)),
  texts: chunk.items.map((item) => (item.readable ? item.raw.text : '')).join(''),
})

const packItem = (item: Item): PackedItem => {
  if (!item.readable) return item
  const { line, source, id, eventId, type, payloadHash, data, effectiveOn, subject, time, recordedTime, trace } = item
  const { text, ...raw } = item.raw
  return [text.length, line, raw, source, id, eventId, type, payloadHash, data, effectiveOn, subject, time, recordedTime, trace]
}

/** The chunk that was packed. */
export const unpack = ({ items: packedItems, texts, ...place }: PackedChunk): Chunk => {
  const items: Item[] = []
  let at = 0
  for (const packed of JSON.parse(packedItems) as readonly PackedItem[]) {
    if ('readable' in packed) items.push(packed)
    else {
      items.push(unpackRead(packed, texts.slice(at, at + packed[0])))
      at += packed[0]
    }
  }
  return { ...place, items }
}

const unpackRead = (packed: PackedRead, text: string): ReadItem => {
  const [, line, raw, source, id, eventId, type, payloadHash, data, effectiveOn, subject, time, recordedTime, trace] = packed
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
  }
}
