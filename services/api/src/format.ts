import { HttpProblem } from './http-problem.ts'

/** In which form a table is answered. */
export type Format = 'json' | 'csv' | 'ndjson'

const types: Readonly<Record<Format, string>> = { json: 'application/json', csv: 'text/csv', ndjson: 'application/x-ndjson' }
const formats = ['json', 'csv', 'ndjson'] as const

/** A name in an address and the suffix that says in which form it is wanted. @example splitSuffix('lost-accounts.csv') // { name: 'lost-accounts', suffix: 'csv' } */
export const splitSuffix = (text: string): { readonly name: string; readonly suffix: string | null } => {
  const point = text.lastIndexOf('.')
  return point < 0 ? { name: text, suffix: null } : { name: text.slice(0, point), suffix: text.slice(point + 1) }
}

/**
 * The form to answer in: the suffix decides, else `Accept`, else JSON. Raw, nothing is guarded against formulas, so that no
 * spreadsheet must open it: one JSON object a line. Refused as `not-acceptable` when it is none of ours.
 */
export const formatOf = (suffix: string | null, accept: string | undefined, raw?: 'true' | 'false'): Format => {
  if (raw === 'true') return 'ndjson'
  if (suffix !== null) {
    const format = formats.find((one) => one === suffix)
    if (format === undefined) throw notAcceptable(`.${suffix}`)
    return format
  }
  if (accept === undefined || accept === '*/*') return 'json'
  const wanted = accept
    .split(',')
    .map(rangeOf)
    .filter(({ quality }) => quality > 0)
  const ranked = wanted.toSorted((one, other) => other.quality - one.quality)
  for (const { type } of ranked) {
    const format = formats.find((one) => type === types[one] || type === '*/*' || type === `${types[one].split('/')[0]}/*`)
    if (format !== undefined) return format
  }
  throw notAcceptable(accept)
}

const rangeOf = (text: string): { readonly type: string; readonly quality: number } => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 }
}

const notAcceptable = (asked: string) =>
  new HttpProblem('not-acceptable', {
    detail: `${asked.slice(0, 100)} is not offered; offered are ${Object.values(types).join(', ')}`,
  })
