import type { Setting } from './setting.ts'
import { wholeNumber } from './setting.ts'

const most = 999_999_999
const KiB = 1_024
const MiB = 1_024 * KiB

type Bound = {
  readonly name: Setting['name']
  readonly fallback: number
  readonly most?: number
  readonly meaning: string
  readonly reason: string
}

const bound = ({ name, fallback, most: highest = most, meaning, reason }: Bound) =>
  ({ name, fallback: String(fallback), meaning, reason, schema: wholeNumber(1, highest) }) satisfies Setting

/** The bounds of what is taken in, by the names of the intake. The program that works on its own folder has none on a file. */
export const limitSettings = {
  eventBytes: bound({
    name: 'DAYBOOK_LIMIT_EVENT_BYTES',
    fallback: 64 * KiB,
    most: 256 * KiB,
    meaning: 'Bytes of one event at most.',
    reason: 'A large order with a hundred lines takes a fifth of it.',
  }),
  bodyBytes: bound({
    name: 'DAYBOOK_LIMIT_BODY_BYTES',
    fallback: 4 * MiB,
    meaning: 'Bytes of the body of /v1/events at most, decompressed.',
    reason: 'Room for a thousand ordinary events; more is an import.',
  }),
  batchItems: bound({
    name: 'DAYBOOK_LIMIT_BATCH_ITEMS',
    fallback: 1_000,
    most: 10_000,
    meaning: 'Events of one request at most.',
    reason: 'They are committed together, and everybody else waits that long.',
  }),
  lineBytes: bound({
    name: 'DAYBOOK_LIMIT_LINE_BYTES',
    fallback: 256 * KiB,
    meaning: 'Bytes of one line of an import at most.',
    reason: 'More than any event may have; what is longer is not read into memory.',
  }),
  importRows: bound({
    name: 'DAYBOOK_LIMIT_IMPORT_ROWS',
    fallback: 1_000_000,
    meaning: 'Rows of one import over HTTP at most.',
    reason: 'What is recorded within its time on a small machine.',
  }),
  importBytes: bound({
    name: 'DAYBOOK_LIMIT_IMPORT_BYTES',
    fallback: 512 * MiB,
    meaning: 'Bytes of one import over HTTP at most, decompressed.',
    reason: 'Room for a million ordinary rows.',
  }),
  importCompressedBytes: bound({
    name: 'DAYBOOK_LIMIT_IMPORT_COMPRESSED_BYTES',
    fallback: 32 * MiB,
    meaning: 'Bytes of one compressed import over HTTP at most.',
    reason: 'Orders compress about twentyfold; what is far beyond that means harm.',
  }),
  importMs: bound({
    name: 'DAYBOOK_LIMIT_IMPORT_MS',
    fallback: 15 * 60_000,
    meaning: 'Milliseconds that one import over HTTP may take.',
    reason: 'A million rows on a small machine, and no sender holds a connection for ever.',
  }),
  idleMs: bound({
    name: 'DAYBOOK_LIMIT_IDLE_MS',
    fallback: 30_000,
    meaning: 'Milliseconds without a byte after which an import ends.',
    reason: 'Longer than a network hiccup; the import can be resumed.',
  }),
  requestMs: bound({
    name: 'DAYBOOK_LIMIT_REQUEST_MS',
    fallback: 30_000,
    meaning: 'Milliseconds that the body of any other request may take to arrive.',
    reason: 'A slow sender must not occupy the server.',
  }),
  queueItems: bound({
    name: 'DAYBOOK_LIMIT_QUEUE_ITEMS',
    fallback: 10_000,
    meaning: 'Events that may wait to be recorded.',
    reason: 'About a second of work; beyond it senders are told to come back.',
  }),
  queueBytes: bound({
    name: 'DAYBOOK_LIMIT_QUEUE_BYTES',
    fallback: 32 * MiB,
    meaning: 'Bytes of the events that may wait to be recorded.',
    reason: 'Keeps the memory of the process bounded, however large the events are.',
  }),
  futureMs: bound({
    name: 'DAYBOOK_LIMIT_FUTURE_MS',
    fallback: 5 * 60_000,
    meaning: 'Milliseconds that the time of an event may lie ahead of this clock.',
    reason: 'Clocks of other systems differ by seconds; what differs by more is a mistake.',
  }),
} as const
