import type { FastifyReply } from 'fastify'
import { type Account, aboutSheet, type Described, timesOf } from './about.ts'
import type { ColumnType } from './csv.ts'
import { mediaTypes } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import { type FileName, fileName } from './table-replies.ts'
import { whySheet } from './why.ts'
import { writtenXlsx } from './written-xlsx.ts'
import { type Sheet, sheetRowsMax } from './xlsx.ts'

/** An export, with what its file is called, and the words of its cover where it has one. */
export type Workbook = Account & {
  readonly file: FileName
  readonly cover?: { readonly title: string; readonly definition: string }
}

/** Sends tables as one workbook: a cover where there is one, a sheet for each table, what it is, and why the figures are what they are. */
export const sendWorkbook = async (reply: FastifyReply, workbook: Workbook): Promise<FastifyReply> => {
  const { tables, file, cover, why, explained } = workbook
  const sheets: readonly Sheet[] = [
    ...(cover === undefined ? [] : [coverSheet(workbook, cover)]),
    ...tables.map(({ name, columns, rows }) => ({ name, columns, rows })),
    await aboutSheet(workbook),
    whySheet(why, explained),
  ]
  const bytes = await writtenXlsx(sheets)
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${fileName(file)}.xlsx"`)
    .type(mediaTypes.xlsx)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

/** Refuses a table that no sheet holds, before more is worked out for it. */
export const checkSheetRows = (name: string, rows: number): void => {
  if (rows <= sheetRowsMax) return
  const detail = `${name} has ${rows} rows, and a sheet takes ${sheetRowsMax}: ask for .csv or .ndjson, which give all of them`
  throw new HttpProblem('export-too-large', { detail, facts: { rows, limit: sheetRowsMax } })
}

const coverSheet = (
  { times, tables }: Workbook,
  { title, definition }: { readonly title: string; readonly definition: string },
): Sheet => {
  const lines = [
    ['title', title],
    ['what it is', definition],
    ...timesOf(times),
    ...tables.map((table) => [`sheet ${table.name}`, sheetText(table)]),
  ]
  return { name: 'Cover', columns: coverColumns, rows: lines.map(([property, value]) => ({ property, value })) }
}

const coverColumns: readonly { readonly id: string; readonly type: ColumnType }[] = [
  { id: 'property', type: 'text' },
  { id: 'value', type: 'text' },
]

const sheetText = ({ title, rows, parameters }: Described): string => {
  const asked = Object.entries(parameters).map(([name, value]) => `${name} ${[value].flat().map(String).join(', ')}`)
  return [title, `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`, ...asked].join(' · ')
}
