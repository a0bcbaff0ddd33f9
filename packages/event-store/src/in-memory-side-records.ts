import type { SideRecord } from './event-store.ts'

/** Side records that live as long as the process. */
export class InMemorySideRecords {
  readonly #collections = new Map<string, Map<string, string>>()

  body(collection: string, key: string): string | null {
    return this.#collections.get(collection)?.get(key) ?? null
  }

  put({ collection, key, body }: SideRecord): void {
    const bodies = this.#collections.get(collection) ?? new Map<string, string>()
    this.#collections.set(collection, bodies)
    if (body === null) bodies.delete(key)
    else bodies.set(key, body)
  }

  collections(): readonly string[] {
    return [...this.#collections].flatMap(([name, bodies]) => (bodies.size > 0 ? [name] : [])).toSorted()
  }

  /** By key in code point order, those after `after`. */
  page(collection: string, { after, limit }: { readonly after?: string; readonly limit: number }) {
    const sorted = [...(this.#collections.get(collection) ?? [])].sort(([a], [b]) => byCodePoint(a, b))
    const beyond = after === undefined ? sorted : sorted.filter(([key]) => byCodePoint(key, after) > 0)
    return beyond.slice(0, limit).map(([key, body]) => ({ key, body }))
  }
}

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
