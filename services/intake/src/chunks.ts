import { rowReader } from './csv-rows.ts'
import type { Item, Raw } from './item.ts'
import type { Limits } from './limits.ts'
import { isBlank, lineCutter, prefixHash } from './lines.ts'
import { ordersCsv } from './orders-csv.ts'
import { prepareBytes, prepareValue, rawOf } from './prepare.ts'
import { IntakeFailure, problem } from './problems.ts'

/** How a file is read. */
export type FilePlan = {
  readonly format: 'events' | 'orders-csv'
  /** Of the facts of an orders-csv file. */
  readonly source: string
  readonly delimiter: string
  readonly map: Readonly<Record<string, string>>
  readonly limits: Limits
  /** Where an import that was interrupted goes on; the digest proves that the file is the same so far. */
  readonly from: FilePlace | null
}

/** A place in a decompressed file: after a line, with the digest of all before it. */
type FilePlace = { readonly line: number; readonly bytes: number; readonly sha256: string }

/** Items that are recorded together, and where the file stands after them. An order is never cut in two. */
export type Chunk = FilePlace & {
  readonly items: readonly Item[]
  /** Lines or rows that the items came as. */
  readonly rows: number
  /** Blank lines passed over so far. */
  readonly blank: number
  /** The header line of a CSV file. */
  readonly header: string | null
  readonly isLast: boolean
}

/** Reads a file into chunks as its blocks arrive. Throws an `IntakeFailure` when it is not what it claims, or has too many rows. */
export async function* chunksOf(blocks: AsyncIterable<Uint8Array>, plan: FilePlan): AsyncGenerator<Chunk> {
  const prefix = prefixHash()
  const reader = readerOf(plan)
  const packer = packerOf(plan, reader)
  let arrived = 0
  let resumed = plan.from === null
  const resume = (from: FilePlace | null): void => {
    if (resumed || from === null || arrived < from.bytes) return
    if (prefix.digestAt(from.bytes) !== from.sha256) throw fileChanged()
    resumed = true
  }
  for await (const block of blocks) {
    prefix.push(block)
    arrived += block.length
    resume(plan.from)
    for (const chunk of packer.pack(reader.push(block))) yield { ...chunk, sha256: prefix.digestAt(chunk.bytes) }
  }
  if (!resumed) throw fileChanged()
  for (const chunk of packer.pack(reader.end())) yield { ...chunk, sha256: prefix.digestAt(chunk.bytes) }
  const rest = packer.rest(arrived)
  yield { ...rest, sha256: prefix.digestAt(arrived) }
}

/** The file of an import that goes on is not the one it began with. */
export const fileChanged = (): IntakeFailure =>
  new IntakeFailure(problem('file-changed', 'the file does not begin as the one of this import did'))

/** What one item was read from. `read` is put off, so that what a resumed import has recorded is not read again. */
type Entry = { readonly line: number; readonly end: number; readonly rows: number; readonly read: () => Item }

type FileReader = {
  readonly push: (block: Uint8Array) => readonly Entry[]
  readonly end: () => readonly Entry[]
  readonly blank: () => number
  readonly header: () => string | null
}

const readerOf = (plan: FilePlan): FileReader => (plan.format === 'events' ? eventsReader(plan) : ordersReader(plan))

const eventsReader = ({ limits }: FilePlan): FileReader => {
  const cutter = lineCutter(limits.lineBytes)
  let blank = 0
  const entriesOf = (lines: ReturnType<typeof cutter.push>): Entry[] => {
    const entries: Entry[] = []
    for (const { number, end, bytes } of lines) {
      if (bytes !== null && isBlank(bytes)) blank += 1
      else
        entries.push({
          line: number,
          end,
          rows: 1,
          read: () => (bytes === null ? longLine(number, limits) : prepareBytes(bytes, { line: number, limits })),
        })
    }
    return entries
  }
  return {
    push: (block) => entriesOf(cutter.push(block)),
    end: () => entriesOf(cutter.end()),
    blank: () => blank,
    header: () => null,
  }
}

const longLine = (line: number, limits: Limits): Item => ({
  ...noIdentity,
  line,
  raw: { text: '', encoding: 'utf8' },
  problem: problem('too-large', `the line has more than ${limits.lineBytes} bytes`, { limit: 'lineBytes' }),
})

const noIdentity = { readable: false, source: null, id: null, type: null, stage: 'decode' } as const

const ordersReader = (plan: FilePlan): FileReader => {
  const cutter = lineCutter(plan.limits.lineBytes)
  const rows = rowReader({ delimiter: plan.delimiter, lineBytes: plan.limits.lineBytes })
  const orders = ordersCsv(plan)
  const entriesOf = (items: ReturnType<typeof orders.push>): Entry[] =>
    items.map((item) => ({ line: item.line, end: item.end, rows: item.rows.length, read: () => orderItem(item) }))
  return {
    push: (block) => entriesOf(orders.push(rows.push(cutter.push(block)))),
    end: () => {
      const items = [...orders.push(rows.push(cutter.end())), ...orders.push(rows.end()), ...orders.end()]
      if (orders.header() === null) throw new IntakeFailure(problem('invalid-request', 'the file has no header'))
      return entriesOf(items)
    },
    blank: rows.blank,
    header: orders.header,
  }
}

const orderItem = (item: ReturnType<ReturnType<typeof ordersCsv>['push']>[number]): Item => {
  const text = item.rows.join('\n')
  const rows = item.rows.length > 1 ? { rows: item.rows } : {}
  const event = item.event === null ? {} : { event: JSON.stringify(item.event) }
  const raw: Raw = { ...rawOf(Buffer.from(text)), ...rows, ...event }
  const failed = (reason: typeof item.problem & object): Item => ({ ...noIdentity, line: item.line, raw, problem: reason })
  if (item.problem !== null) return failed(item.problem)
  return prepareValue(item.event, { line: item.line, raw })
}

type Packed = Omit<Chunk, 'sha256'>

/** Fills chunks up to their bound in rows and bytes. */
const packerOf = (plan: FilePlan, reader: FileReader) => {
  const { limits, from } = plan
  let items: Item[] = []
  let rows = 0
  let rowsAll = 0
  let line = from?.line ?? 0
  let bytes = from?.bytes ?? 0
  let start = bytes

  const take = (end: number, isLast: boolean): Packed => {
    const packed = { items, rows, line, bytes: end, blank: reader.blank(), header: reader.header(), isLast }
    items = []
    rows = 0
    start = end
    return packed
  }
  return {
    pack: function* (entries: readonly Entry[]): Generator<Packed> {
      for (const entry of entries) {
        rowsAll += entry.rows
        if (rowsAll > limits.importRows)
          throw new IntakeFailure(
            problem('body-too-large', `the file has more than ${limits.importRows} rows`, { limit: 'importRows' }),
          )
        if (from !== null && entry.end <= from.bytes) continue
        items.push(entry.read())
        rows += entry.rows
        line = entry.line + entry.rows - 1
        bytes = entry.end
        if (rows >= limits.chunkItems || bytes - start >= limits.chunkBytes) yield take(bytes, false)
      }
    },
    rest: (end: number): Packed => take(end, true),
  }
}
