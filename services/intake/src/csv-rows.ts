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
} & ({ readonly fields: readonly string[] } | { readonly fields: null; readonly problem: Problem })

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
  let waiting: Line[] = []
  let blank = 0

  const read = (final: boolean): Row[] => {
    const rows: Row[] = []
    for (;;) {
      const spans: Span[] = []
      let at = 0
      while (at < waiting.length) {
        // Between rows a blank line is nothing; inside quotes it is text.
        if (isBlankLine(waiting[at])) {
          blank += 1
          at += 1
          continue
        }
        const length = spanAt(waiting, at, { ...options, final })
        if (length === 0) break
        spans.push(waiting.slice(at, at + length))
        at += length
      }
      const parsed = rowsOf(spans, options.delimiter)
      rows.push(...parsed.rows)
      waiting = [...parsed.again, ...waiting.slice(at)]
      if (parsed.again.length === 0) return rows
    }
  }

  return {
    push: (lines) => {
      waiting.push(...lines)
      return read(false)
    },
    end: () => read(true),
    blank: () => blank,
  }
}

type Span = readonly Line[]

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

/** All at once, which is fast; one by one when any of them is not a row. `again`: lines to be read anew without the first. */
const rowsOf = (spans: readonly Span[], delimiter: string): { rows: Row[]; again: Line[] } => {
  const readable = spans.every((span) => span.every((line) => line.bytes !== null && isUtf8(line.bytes)))
  const records = readable ? recordsOf(spans.map(textOf).join('\n'), delimiter) : null
  if (records !== null && records.length === spans.length) {
    return { rows: spans.map((span, index) => rowOf(span, records[index] ?? [])), again: [] }
  }
  const rows: Row[] = []
  for (const [index, span] of spans.entries()) {
    const row = singleRow(span, delimiter)
    rows.push(row)
    if (row.fields === null && span.length > 1) return { rows, again: [...span.slice(1), ...spans.slice(index + 1).flat()] }
  }
  return { rows, again: [] }
}

const singleRow = (span: Span, delimiter: string): Row => {
  const reason = unreadable(span)
  if (reason !== null) return badRow(span, reason)
  const records = recordsOf(textOf(span), delimiter)
  if (records?.length === 1) return rowOf(span, records[0] ?? [])
  return badRow(span, problem('invalid', 'the quotes of the row do not match'))
}

const unreadable = (span: Span): Problem | null => {
  if (span.some((line) => line.bytes === null))
    return problem('too-large', 'the line is longer than the limit', { limit: 'lineBytes' })
  return span.every((line) => line.bytes !== null && isUtf8(line.bytes)) ? null : problem('invalid', 'the row is not UTF-8')
}

const recordsOf = (text: string, delimiter: string): string[][] | null => {
  if (text === '') return []
  try {
    return parse(text, { delimiter, relax_column_count: true, record_delimiter: '\n' })
  } catch {
    return null
  }
}

const textOf = (span: Span): string => span.map((line) => line.bytes?.toString('utf8') ?? '').join('\n')

const rowOf = (span: Span, fields: readonly string[]): Row => ({ ...placeOf(span), raw: textOf(span), fields })

/** Only the first line is charged; the rest of the span is read again. */
const badRow = (span: Span, reason: Problem): Row => {
  const first = span.slice(0, 1)
  return { ...placeOf(first), raw: textOf(first), fields: null, problem: reason }
}

const placeOf = (span: Span): { line: number; end: number } => ({ line: span[0]?.number ?? 0, end: span.at(-1)?.end ?? 0 })
