import { HttpProblem } from './http-problem.ts'

/** In which form a table is answered. */
export type Format = 'json' | 'csv' | 'ndjson' | 'xlsx' | 'svg'

/** The media type of each form. */
export const mediaTypes = {
  json: 'application/json',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  svg: 'image/svg+xml',
} as const satisfies Readonly<Record<Format, string>>

const plainFormats: readonly Format[] = ['json', 'csv', 'ndjson']

/** A table in every form, and as a picture. */
export const allFormats: readonly Format[] = [...plainFormats, 'xlsx', 'svg']

/** A name in an address and the suffix that says in which form it is wanted. @example splitSuffix('lost-accounts.csv') // { name: 'lost-accounts', suffix: 'csv' } */
export const splitSuffix = (text: string): { readonly name: string; readonly suffix: string | null } => {
  const point = text.lastIndexOf('.')
  return point < 0 ? { name: text, suffix: null } : { name: text.slice(0, point), suffix: text.slice(point + 1) }
}

/**
 * The form to answer in: the suffix decides, else `Accept`, else JSON. Raw, nothing is guarded against formulas, so that no
 * spreadsheet must open it: one JSON object a line. Refused as `not-acceptable` when it is none of ours.
 */
export const formatOf = (suffix: string | null, accept: string | undefined, raw?: 'true' | 'false'): Format =>
  formatAmong(plainFormats)(suffix, accept, raw)

/** The same, of the forms that are offered. */
export const formatAmong =
  (offered: readonly Format[]): typeof formatOf =>
  (suffix, accept, raw) => {
    if (raw === 'true' && offered.includes('ndjson')) return 'ndjson'
    if (suffix !== null) {
      const format = offered.find((one) => one === suffix)
      if (format === undefined)
        throw notAcceptable(
          `.${suffix}`,
          offered.map((one) => `.${one}`),
        )
      return format
    }
    if (accept === undefined || accept === '*/*') return 'json'
    const wanted = accept
      .split(',')
      .map(rangeOf)
      .filter(({ quality }) => quality > 0)
    const ranked = wanted.toSorted((one, other) => other.quality - one.quality)
    for (const { type } of ranked) {
      const format = offered.find(
        (one) => type === mediaTypes[one] || type === '*/*' || type === `${mediaTypes[one].split('/')[0]}/*`,
      )
      if (format !== undefined) return format
    }
    throw notAcceptable(
      accept,
      offered.map((one) => mediaTypes[one]),
    )
  }

const rangeOf = (text: string): { readonly type: string; readonly quality: number } => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 }
}

/** Told in the words of the question: suffixes to a suffix, media types to `Accept`. */
const notAcceptable = (asked: string, offered: readonly string[]) =>
  new HttpProblem('not-acceptable', {
    detail: `${asked.slice(0, 100)} is not offered; offered are ${offered.join(', ')}`,
  })
