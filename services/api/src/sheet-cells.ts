import type { ColumnType } from './csv.ts'

/** A cell of a sheet: what it holds, as what, and how it is shown. */
export type SheetCell = {
  readonly value: string | number | boolean | Date
  readonly type: typeof String | typeof Number | typeof Boolean | typeof Date
  readonly format?: string
}

/**
 * A value as a cell of a spreadsheet; null for an empty one. Amounts, counts, ratios, dates and instants (in UTC) are real numbers and
 * dates; what a spreadsheet could not hold exactly (more than 15 significant digits, a day before 1900-03-01) stays text, and text is
 * never a formula, whatever it begins with.
 */
export const sheetCell = (value: unknown, type: ColumnType): SheetCell | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return { value, type: Boolean }
  if (typeof value === 'number') return numberCell(String(value), type)
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  switch (type) {
    case 'money':
    case 'integer':
    case 'number':
    case 'ratio':
      return numberCell(text, type)
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? dateCell(text, 'yyyy-mm-dd') : textCell(text)
    case 'instant':
      return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? dateCell(text, instantFormat(text)) : textCell(text)
    case 'boolean':
    case 'id':
    case 'text':
      return textCell(text)
  }
}

const formats: Partial<Record<ColumnType, string>> = { money: '#,##0.00##', integer: '#,##0', ratio: '0.000000' }

const numberCell = (text: string, type: ColumnType): SheetCell => {
  if (!/^-?\d+(?:\.\d+)?$/.test(text) || significantDigits(text) > digitsMax) return textCell(text)
  const format = formats[type]
  return { value: Number(text), type: Number, ...(format === undefined ? {} : { format }) }
}

/** A spreadsheet keeps fifteen. */
const digitsMax = 15

const significantDigits = (text: string): number => text.replace(/[^\d]/g, '').replace(/^0+/, '').replace(/0+$/, '').length

const instantFormat = (text: string): string => (text.includes('.') ? 'yyyy-mm-dd hh:mm:ss.000' : 'yyyy-mm-dd hh:mm:ss')

// Before it spreadsheets count a 29 February 1900 that there never was.
const firstDate = Date.UTC(1900, 2, 1)

const dateCell = (text: string, format: string): SheetCell => {
  const instant = Date.parse(text)
  if (Number.isNaN(instant) || instant < firstDate) return textCell(text)
  return { value: new Date(instant), type: Date, format }
}

/** Letters that a cell may hold. */
export const lettersMax = 32_767

const textCell = (text: string): SheetCell => ({ value: sheetText(text), type: String })

/**
 * Text as a workbook keeps it (ECMA-376, 22.4.2.4): `_xHHHH_` stands for a letter that XML cannot hold, and so for its own first letter
 * where somebody wrote just that.
 */
const sheetText = (text: string): string => {
  const kept = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replace(unwritable, encoded)
  // The writer looks texts up in an object and takes the names that every object has for texts it knows.
  return kept in Object.prototype ? kept.replace(/^./u, encoded) : kept
}

const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

const encoded = (letter: string): string => `_x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
