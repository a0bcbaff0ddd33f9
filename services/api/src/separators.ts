import type { Format } from './format.ts'
import { refusedAt } from './kpi-query.ts'

/** What stands between the cells of a line, and before the decimals of a number. */
export type Separators = { readonly cell: ',' | ';'; readonly decimal: '.' | ',' }

/**
 * How a country's spreadsheets read CSV: where the decimal separator is a comma, cells are told apart by semicolons. Without a locale
 * null: as RFC 4180 has it. Refused: a locale that there is not, one whose numbers CSV cannot hold, and any beside another format.
 *
 * @example separatorsOf('de', 'csv') // { cell: ';', decimal: ',' }
 */
export const separatorsOf = (locale: string | undefined, format: Format): Separators | null => {
  if (locale === undefined) return null
  if (format !== 'csv') throw refusedAt('locale', `is of CSV alone, and this is answered as ${format}`)
  switch (decimalOf(locale)) {
    case '.':
      return { cell: ',', decimal: '.' }
    case ',':
      return { cell: ';', decimal: ',' }
    default:
      throw refusedAt('locale', 'must be a language with a decimal point or comma, such as de or en-GB')
  }
}

const decimalOf = (locale: string): string | null => {
  try {
    if (Intl.NumberFormat.supportedLocalesOf(locale).length === 0) return null
    return new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? null
  } catch {
    // What is no language tag at all is refused like one that nobody speaks.
    return null
  }
}
