/** Which items of a list are given: at most `limit` (100), beginning with the one at `offset` (0). */
export type PageAsked = { readonly offset?: number; readonly limit?: number }

/** Some items of a list, and the offset of the next; null on the last page. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: number | null }

/** How many items a page has when nobody says. */
export const limitDefault = 100

/** One page of a list. The list of an answer never changes at one pair of times, so offsets keep their meaning. */
export const pageAt = <Item>(list: readonly Item[], page: PageAsked): Page<Item> => {
  const { offset = 0, limit = limitDefault } = page
  return { items: list.slice(offset, offset + limit), next: nextAfter(list.length, page) }
}

/** The offset of the page after one of a list of so many items; null on the last. */
export const nextAfter = (total: number, { offset = 0, limit = limitDefault }: PageAsked): number | null =>
  offset + limit < total ? offset + limit : null
