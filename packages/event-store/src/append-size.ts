import type { EncodedAppend, EncodedBatch, WaitingEvent } from './encoded-event.ts'
import { EventStoreFault } from './fault.ts'

/** Bytes that one append may have: EventStoreDB refuses more than a mebibyte, and counts a little besides. */
const appendBytesMax = 1_000_000

/** At least what a log adds to the texts of an event: the names of their fields, numbers, the type twice, the book. */
const besideTexts = 400

/** Throws `refused` where an append is more than the log would ever take: to be called before anything of it is claimed. */
export const assertTaken = ({ appends }: EncodedBatch): void => {
  for (const append of appends) {
    const bytes = bytesOf(append)
    if (bytes <= appendBytesMax) continue
    const what = `${append.events.length} event${append.events.length === 1 ? '' : 's'} of ${append.stream}`
    throw new EventStoreFault(
      'refused',
      `${what} have ${bytes} bytes and one append takes ${appendBytesMax}: nothing was recorded; send less at once, or shorter texts`,
    )
  }
}

const bytesOf = ({ events }: EncodedAppend): number => events.reduce((sum, event) => sum + eventBytes(event), 0)

const eventBytes = ({ source, id, envelope, facts, personal, metadata }: WaitingEvent): number =>
  [JSON.stringify(source), JSON.stringify(id), envelope, facts, personal ?? '', metadata].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    besideTexts,
  )
