import { type Cursor, cursorText, readCursor } from './cursor.ts'
import type { AskedTimes, TimeResolver, Times } from './times.ts'

/** A listing about one cell as it was asked for. */
export type AskedListing = AskedTimes & { readonly cursor?: string | undefined; readonly limit: number }

/** One page of a listing: its times, which items, and the cursor of the page that begins at an offset. */
export type ListingPage = {
  readonly times: Times
  readonly page: { readonly offset: number; readonly limit: number }
  readonly cursorAt: (offset: number | null) => string | null
}

/** The page that a question asks for: of a cursor's listing at the times of its first page. `name` says which listing it is. */
export const openPage = async (name: string, asked: AskedListing, times: TimeResolver): Promise<ListingPage> => {
  const { cursor: text, limit, ...selectors } = asked
  const listing = { route: name, selectors }
  const cursor: Cursor | null = text === undefined ? null : readCursor(listing, text)
  const at = await (cursor === null ? times.ofLedgers(asked) : times.ofNextPage(cursor))
  return {
    times: at,
    page: { offset: Number(cursor?.after[0] ?? 0), limit },
    cursorAt: (offset) => (offset === null ? null : cursorText(listing, { ...placeOf(at), after: [offset] })),
  }
}

/** Where all pages of a listing are read: what is switched or recorded meanwhile does not change them. */
export const placeOf = ({ position, asOf, ledgers }: Times): Omit<Cursor, 'after'> => ({
  position: position ?? -1n,
  asOf,
  generation: ledgers.generation,
})

/** One page of a list that is all there. */
export const pageOf = <Item>(items: readonly Item[], { page, cursorAt }: Pick<ListingPage, 'page' | 'cursorAt'>) => {
  const end = page.offset + page.limit
  const nextCursor = cursorAt(end < items.length ? end : null)
  return { items: items.slice(page.offset, end), ...(nextCursor === null ? {} : { nextCursor }) }
}
