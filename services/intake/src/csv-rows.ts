import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import { isBlank, type Line } from './lines.ts'
import { type Problem, problem } from './problems.ts'

/** One row of a CSV file, which may span lines inside quotes, or what kept it from being one. */
export type Row = {
  readonly line: number
  /** Offset in the file of the first byte after the row. */
  readonly end: number
  readonly raw: string
} & (
  | { readonly fields: readonly string[] }
  | {
      readonly fields: null
      readonly problem: Problem
      /** Of a line that is longer than the limit, which is not kept, what it begins with; null for one that is kept. */
      readonly head: string | null
    }
)

export type RowReader = {
  readonly push: (lines: readonly Line[]) => Row[]
  readonly end: () => Row[]
  /** Blank lines passed over so far. */
  readonly blank: () => number
}

/**
 * Rows of a CSV file (RFC 4180) from its lines. A row that cannot be read costs itself alone: a quote that is never closed is
 * charged to the line that opened it, and reading goes on with the next, where the parser by itself would take in the rest
 * of the file as one field.
 */
export const rowReader = (options: { readonly delimiter: string; readonly lineBytes: number }): RowReader => {
  let waiting: readonly Line[] = []
  let blank = 0
  // Many rows at once are read fast. After one that is none only a few are, so that a file of bad rows is not read over and over.
  let rowsAhead = rowsAheadMax

  const read = (final: boolean): Row[] => {
    const rows: Row[] = []
    let at = 0
    for (;;) {
      const spans = spansFrom(waiting, at, { ...options, final, rowsAhead })
      if (spans.length === 0) break
      const read = rowsOf(spans, options.delimiter)
      rowsAhead = read === null ? Math.ceil(spans.length / 2) : Math.min(rowsAhead * 2, rowsAheadMax)
      for (const { row, span, linesRead } of read ?? []) {
        rows.push(row)
        blank += span.blankBefore
        at = span.start + linesRead
      }
    }
    const rest = blanksFrom(waiting, at)
    blank += rest
    waiting = waiting.slice(at + rest)
    return rows
  }

  return {
    push: (lines) => {
      waiting = waiting.concat(lines)
      return read(false)
    },
    end: () => read(true),
    blank: () => blank,
  }
}

const rowsAheadMax = 4_096

/** Lines that make one row, and how many blank ones stand before them: between rows a blank line is nothing, inside quotes it is text. */
type Span = { readonly start: number; readonly lines: readonly Line[]; readonly blankBefore: number }

type Reach = { readonly lineBytes: number; readonly final: boolean; readonly rowsAhead: number }

const spansFrom = (lines: readonly Line[], from: number, reach: Reach): Span[] => {
  const spans: Span[] = []
  let at = from
  while (spans.length < reach.rowsAhead) {
    const blankBefore = blanksFrom(lines, at)
    const start = at + blankBefore
    const length = start < lines.length ? spanAt(lines, start, reach) : 0
    if (length === 0) break
    spans.push({ start, lines: lines.slice(start, start + length), blankBefore })
    at = start + length
  }
  return spans
}

const blanksFrom = (lines: readonly Line[], from: number): number => {
  let at = from
  while (at < lines.length && isBlankLine(lines[at])) at += 1
  return at - from
}

const isBlankLine = (line: Line | undefined): boolean => line?.bytes != null && isBlank(line.bytes)

const spanLinesMax = 1_000

/** How many lines from `at` on make one row: 0 when more lines are needed to tell. */
const spanAt = (lines: readonly Line[], at: number, options: { readonly lineBytes: number; readonly final: boolean }): number => {
  let quotes = 0
  let bytes = 0
  for (let next = at; next < lines.length; next += 1) {
    const line = lines[next]?.bytes ?? null
    if (line === null) return 1
    bytes += line.length + 1
    quotes += quotesIn(line)
    if (quotes % 2 === 0) return next - at + 1
    if (bytes > options.lineBytes || next - at >= spanLinesMax) return 1
  }
  return options.final ? 1 : 0
}

const quotesIn = (line: Buffer): number => {
  let count = 0
  for (let at = line.indexOf(0x22); at >= 0; at = line.indexOf(0x22, at + 1)) count += 1
  return count
}

/** A row, and how many lines of its span it has used up: of one that cannot be read the first alone. */
type ReadRow = { readonly row: Row; readonly span: Span; readonly linesRead: number }

/** The rows of several spans, or null when one of them is none: then fewer are tried. */
const rowsOf = (spans: readonly Span[], delimiter: string): readonly ReadRow[] | null => {
  const [first] = spans
  if (spans.length === 1 && first !== undefined) return [singleRow(first, delimiter)]
  const readable = spans.every((span) => unreadable(span) === null)
  const records = readable ? recordsOf(spans.map(textOf).join('\n'), delimiter) : null
  if (records?.length !== spans.length) return null
  return spans.map((span, index) => rowOf(span, records[index] ?? []))
}

const singleRow = (span: Span, delimiter: string): ReadRow => {
  const reason = unreadable(span)
  if (reason !== null) return badRow(span, reason)
  const records = recordsOf(textOf(span), delimiter)
  if (records?.length === 1) return rowOf(span, records[0] ?? [])
  return badRow(span, problem('invalid', 'the quotes of the row do not match'))
}

const unreadable = ({ lines }: Span): Problem | null => {
  if (lines.some((line) => line.bytes === null))
    return problem('too-large', 'the line is longer than the limit', { limit: 'lineBytes' })
  return lines.every((line) => line.bytes !== null && isUtf8(line.bytes)) ? null : problem('invalid', 'the row is not UTF-8')
}

const recordsOf = (text: string, delimiter: string): string[][] | null => {
  if (text === '') return []
  try {
    return parse(text, { delimiter, relax_column_count: true, record_delimiter: '\n' })
  } catch {
    return null
  }
}

const textOf = ({ lines }: Pick<Span, 'lines'>): string => lines.map((line) => line.bytes?.toString('utf8') ?? '').join('\n')

const rowOf = (span: Span, fields: readonly string[]): ReadRow => ({
  row: { ...placeOf(span.lines), raw: textOf(span), fields },
  span,
  linesRead: span.lines.length,
})

/** Only the first line is charged; the rest of the span is read again. */
const badRow = (span: Span, reason: Problem): ReadRow => {
  const lines = span.lines.slice(0, 1)
  const head = lines[0]?.head?.toString('utf8') ?? null
  return { row: { ...placeOf(lines), raw: textOf({ lines }), fields: null, problem: reason, head }, span, linesRead: 1 }
}

const placeOf = (lines: readonly Line[]): { line: number; end: number } => ({
  line: lines[0]?.number ?? 0,
  end: lines.at(-1)?.end ?? 0,
})
