import type { SheetData } from 'write-excel-file/node'
import type { ColumnType, Row } from './csv.ts'
import { type SheetCell, sheetCell } from './sheet-cells.ts'

/** One sheet of a workbook: its header holds the ids of the columns. */
export type Sheet = {
  readonly name: string
  readonly columns: readonly { readonly id: string; readonly type: ColumnType }[]
  readonly rows: readonly Row[]
  /** A last line across the sheet, for what the rows themselves cannot say. */
  readonly note?: string
}

/** Rows that a workbook takes: it is made in memory as a whole. */
export const sheetRowsMax = 50_000

/**
 * A workbook of sheets: typed cells with number formats, a header that stays in sight and can be filtered by, and columns as wide as
 * what is in them. The writer is loaded with the first workbook.
 */
export const xlsxOf = async (sheets: readonly Sheet[]): Promise<Buffer> => {
  const { default: write } = await import('write-excel-file/node')
  const names = sheetNames(sheets.map(({ name }) => name))
  const written = sheets.map((sheet, place) => {
    const cells = sheet.rows.map((row) => sheet.columns.map(({ id, type }) => sheetCell(row[id], type)))
    return {
      sheet: names[place] ?? sheet.name,
      data: dataOf(sheet, cells),
      columns: sheet.columns.map(({ id }, column) => ({ width: widthOf(id, cells, column) })),
      stickyRowsCount: 1,
    }
  })
  return write(written, { features: [filters(sheets)] }).toBuffer()
}

const dataOf = ({ columns, note }: Sheet, cells: readonly (readonly (SheetCell | null)[])[]): SheetData => {
  const header = columns.map(({ id }) => ({ value: id, type: String, fontWeight: 'bold' as const }))
  const last = note === undefined ? [] : [[{ value: note, type: String, fontStyle: 'italic' as const }]]
  return [header, ...cells.map((row) => [...row]), ...last]
}

const sampled = 500
const widest = 60

const widthOf = (id: string, cells: readonly (readonly (SheetCell | null)[])[], column: number): number => {
  const letters = cells.slice(0, sampled).map((row) => lettersOf(row[column] ?? null))
  return Math.min(widest, Math.max(10, id.length + 4, ...letters) + 1)
}

const lettersOf = (cell: SheetCell | null): number => {
  if (cell === null) return 0
  if (cell.value instanceof Date) return cell.format?.length ?? 0
  return typeof cell.value === 'number' ? cell.value.toFixed(2).length + 4 : String(cell.value).length
}

/** Names that a workbook takes, each once: at most 31 letters, and none of those that mean something in a formula. */
const sheetNames = (wanted: readonly string[]): readonly string[] => {
  const taken = new Set<string>()
  return wanted.map((name) => {
    const plain = name.replace(/[[\]/\\:*?']/g, '-').slice(0, 31) || 'Sheet'
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : ` ${number}`
      const free = `${plain.slice(0, 31 - suffix.length)}${suffix}`
      if (taken.has(free.toLowerCase())) continue
      taken.add(free.toLowerCase())
      return free
    }
  })
}

/** What the writer does not have of its own: the arrows that a header is filtered with. */
const filters = (sheets: readonly Sheet[]) => ({
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (content: string, _options: unknown, { sheetIndex }: { readonly sheetIndex: number }): string => {
          const sheet = sheets[sheetIndex]
          if (sheet === undefined || sheet.columns.length === 0) return content
          const reference = `A1:${columnName(sheet.columns.length)}${sheet.rows.length + 1}`
          return content.replace('</sheetData>', `</sheetData><autoFilter ref="${reference}"/>`)
        },
      },
    },
  },
})

/** @example columnName(28) // 'AB' */
const columnName = (column: number): string =>
  column <= 26
    ? String.fromCharCode(64 + column)
    : columnName(Math.floor((column - 1) / 26)) + columnName(((column - 1) % 26) + 1)
