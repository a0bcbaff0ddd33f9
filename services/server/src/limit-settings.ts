import { z } from 'zod'
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
  decompressionRatio: bound({
    name: 'DAYBOOK_LIMIT_DECOMPRESSION_RATIO',
    fallback: 100,
    meaning: 'How many bytes a compressed byte may become, once a body has grown to 1 MiB.',
    reason: 'Five times what orders compress to.',
  }),
  jsonDepth: bound({
    name: 'DAYBOOK_LIMIT_JSON_DEPTH',
    fallback: 64,
    most: 1_000,
    meaning: 'Levels that one event may be nested at most.',
    reason: 'No event of the book has ten.',
  }),
  objectKeys: bound({
    name: 'DAYBOOK_LIMIT_OBJECT_KEYS',
    fallback: 255,
    most: 10_000,
    meaning: 'Keys of one object of an event at most.',
    reason: 'No event of the book has fifty.',
  }),
  arrayItems: bound({
    name: 'DAYBOOK_LIMIT_ARRAY_ITEMS',
    fallback: 10_000,
    most: 100_000,
    meaning: 'Items of one array of an event at most.',
    reason: 'More lines than an event of its size can hold.',
  }),
  strictRows: bound({
    name: 'DAYBOOK_LIMIT_STRICT_ROWS',
    fallback: 200_000,
    most: 1_000_000,
    meaning: 'Rows of an import with strict handling at most.',
    reason: 'They are judged and committed in one piece, and everybody else waits that long.',
  }),
  strictBytes: bound({
    name: 'DAYBOOK_LIMIT_STRICT_BYTES',
    fallback: 64 * MiB,
    meaning: 'Bytes of an import over HTTP with strict handling at most, decompressed.',
    reason: 'They are in memory until the last row is judged.',
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
    meaning: 'Milliseconds without a byte after which a body that is read, or an answer that is not, is given up.',
    reason: 'Longer than a network hiccup; an import can be resumed, and an export asked for again.',
  }),
  requestMs: bound({
    name: 'DAYBOOK_LIMIT_REQUEST_MS',
    fallback: 30_000,
    meaning: 'Milliseconds that the body of any other request may take to arrive.',
    reason: 'A slow sender must not occupy the server.',
  }),
  readingBytes: bound({
    name: 'DAYBOOK_LIMIT_READING_BYTES',
    fallback: 32 * MiB,
    meaning: 'Bytes of the bodies of /v1/events that may be arriving at the same time; the first 64 KiB of each are free.',
    reason: 'Eight of the largest, however many senders there are and however slow.',
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

/** The bounds beyond which the process answers nothing but how it is doing. */
export const loadSettings = {
  loopDelayMs: bound({
    name: 'DAYBOOK_LIMIT_LOOP_DELAY_MS',
    fallback: 500,
    meaning: 'Milliseconds that the process may be late, on average over a second, before requests are refused.',
    reason: 'A large import makes it late by tens; beyond half a second answers would come too late for whoever asked.',
  }),
  memoryMiB: bound({
    name: 'DAYBOOK_LIMIT_MEMORY_MIB',
    fallback: 4_096,
    meaning: 'MiB of memory that the process may hold before requests are refused.',
    reason: 'Twice what an import of a million orders takes.',
  }),
  rateLimit: {
    name: 'DAYBOOK_RATE_LIMIT',
    fallback: '60000',
    meaning: 'Requests that one address may make in a minute; 0 sets no limit. Behind a proxy all callers are one address.',
    reason: 'A thousand a second: no sender of batches comes near it, and a script that runs wild is held up.',
    schema: wholeNumber(0, most),
  },
  rateLimitLocal: {
    name: 'DAYBOOK_RATE_LIMIT_LOCAL',
    fallback: 'off',
    meaning: 'Whether requests of this machine are counted too: on or off.',
    reason: 'Whoever is on this machine can stop the program anyway.',
    schema: z.enum(['on', 'off'], 'must be on or off'),
  },
} as const satisfies Record<string, Setting>
