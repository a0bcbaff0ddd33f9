import { hash } from 'node:crypto'
import { Day } from '@daybook/domain'
import { z } from 'zod'
import { HttpProblem } from './http-problem.ts'

/** Where a listing goes on: after which key, and at which times all its pages are read. */
export type Cursor = {
  readonly position: bigint
  readonly asOf: Day
  /** The generation of the ledgers that the first page was read from; left out where it was read from the log. */
  readonly generation?: number
  /** The key of the last item that was given. */
  readonly after: readonly (string | number)[]
}

/** What a cursor belongs to: the listing and everything it was asked with, but for the cursor and the limit. */
export type Listing = { readonly route: string; readonly selectors: unknown }

/** A cursor as text. Opaque: only `readCursor` takes it apart, and only for the same listing. */
export const cursorText = (listing: Listing, { position, asOf, after, generation }: Cursor): string => {
  const body = JSON.stringify([position.toString(), asOf, after, ...(generation === undefined ? [] : [generation])])
  return `${Buffer.from(body).toString('base64url')}.${sealOf(listing, body)}`
}

/** The cursor that a text stands for. Refused as `bad-cursor`, whatever is wrong with it. */
export const readCursor = (listing: Listing, text: string): Cursor => {
  const [encoded = '', seal = ''] = text.split('.', 2)
  const body = Buffer.from(encoded, 'base64url').toString('utf8')
  if (seal !== sealOf(listing, body)) throw bad()
  const parsed = Body.safeParse(body)
  if (!parsed.success) throw bad()
  const [position, asOf, after, generation] = parsed.data
  return { position: BigInt(position), asOf, after, ...(generation === undefined ? {} : { generation }) }
}

const Body = z
  .string()
  .transform(unpacked)
  .pipe(z.tuple([z.string().regex(/^-?\d{1,18}$/), Day, z.array(z.union([z.string(), z.int()])), z.int().optional()]))

function unpacked(body: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(body)
  } catch {
    context.addIssue('is not JSON')
    return z.NEVER
  }
}

const bad = () =>
  new HttpProblem('bad-cursor', {
    detail: 'the cursor is not one of this listing',
    errors: [{ parameter: 'cursor', detail: 'is not valid' }],
  })

/** Binds the body to its listing. Whoever reads the code can make one; what it says is checked like any other input. */
const sealOf = ({ route, selectors }: Listing, body: string): string =>
  hash('sha256', JSON.stringify([route, selectors, body]), 'base64url').slice(0, 16)
