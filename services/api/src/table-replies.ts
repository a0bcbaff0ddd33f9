import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { csvOf, type Table } from './csv.ts'
import type { Separators } from './separators.ts'

/** What an exported file is called: what it holds, and the two times it was asked with. */
export type FileName = {
  readonly parts: readonly (string | null | undefined)[]
  readonly asOf: string
  readonly position: string | null
}

type NamedTable = Table & { readonly name: FileName; readonly separators: Separators | null }

/** Sends a table as CSV, or as one JSON object a line. */
export const sendTable = (reply: FastifyReply, format: 'csv' | 'ndjson', { name, separators, ...table }: NamedTable) => {
  reply.header('cache-control', 'no-store').header('content-disposition', `attachment; filename="${fileName(name)}.${format}"`)
  if (format === 'csv') return reply.type('text/csv; charset=utf-8; header=present').send(csvOf(table, separators ?? undefined))
  return sendLines(reply, table.rows)
}

/** Sends one JSON object a line. */
export const sendLines = (reply: FastifyReply, rows: Iterable<object> | AsyncIterable<object>): FastifyReply =>
  reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(linesOf(rows)))

/** @example 'sales-vs-quota_rep-R1_2025-03_asof-2025-04-01_pos-1204' */
export const fileName = ({ parts, asOf, position }: FileName): string =>
  [...parts.filter((part) => part !== null && part !== undefined && part !== ''), `asof-${asOf}`, `pos-${position ?? 'none'}`]
    .join('_')
    // Ids may hold anything; a header and a file name may not.
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, 200)

async function* linesOf(rows: Iterable<object> | AsyncIterable<object>): AsyncIterable<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`
}
