import readXlsxFile from 'read-excel-file/node'

/** A sheet as an independent reader sees it: rows of values, keyed by the header. */
export type ReadSheet = { readonly header: readonly string[]; readonly rows: readonly Readonly<Record<string, unknown>>[] }

/** The sheets of a workbook, in order. Numbers come as numbers, dates as dates, and text as text. */
export const readWorkbook = async (bytes: Buffer): Promise<ReadonlyMap<string, ReadSheet>> => {
  const sheets = await readXlsxFile(bytes, { trim: false })
  return new Map(
    sheets.map(({ sheet, data: [header = [], ...rows] }) => {
      const ids = header.map(String)
      return [
        sheet,
        { header: ids, rows: rows.map((row) => Object.fromEntries(ids.map((id, place) => [id, row[place] ?? null]))) },
      ]
    }),
  )
}

/** What a cell of an answer is in a workbook: the same number, date or text. */
export const asRead = (value: unknown, type: string): unknown => {
  if (value === null || value === undefined) return null
  if (['money', 'integer', 'number', 'ratio'].includes(type)) return Number(value)
  if (type === 'date' || type === 'instant') return new Date(String(value))
  return typeof value === 'object' ? JSON.stringify(value) : value
}
