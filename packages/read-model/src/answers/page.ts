/** Which items of a list are given: at most `limit` (100), beginning with the one at `offset` (0). */
export type PageAsked = { readonly offset?: number; readonly limit?: number }

/** Some items of a list, and the offset of the next; null on the last page. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: number | null }

const limitDefault = 100

/** One page of a list. The list of an answer never changes at one pair of times, so offsets keep their meaning. */
export const pageAt = <Item>(list: readonly Item[], { offset = 0, limit = limitDefault }: PageAsked): Page<Item> => {
  const next = offset + limit
  return { items: list.slice(offset, next), next: next < list.length ? next : null }
}
