import { Source } from '@daybook/domain'
import type { EventStore, SideRecord } from '@daybook/event-store'
import { z } from 'zod'
import { keyOf, partOf } from './held.ts'
import type { Item } from './item.ts'
import type { Outcome } from './outcome.ts'

/** One item that was answered `rejected`, kept to see what a sender does wrong. */
export const Sample = z.strictObject({
  at: z.number(),
  code: z.string(),
  detail: z.string(),
  id: z.string().nullable(),
  type: z.string().nullable(),
  raw: z.string(),
})
export type Sample = z.infer<typeof Sample>

const collection = 'rejected-sample'
const sourcesMax = 1_000
const rawMax = 4_096

/**
 * The last rejected items of each source that came by HTTP (streaming 4). Their senders still have them: this is for looking, and is
 * bounded, in items and in sources. Each source writes into a ring of its own.
 */
export class Samples {
  readonly #store: EventStore
  readonly #clock: () => number
  readonly #perSource: number
  readonly #next = new Map<string, number>()

  constructor(store: EventStore, options: { readonly clock: () => number; readonly perSource: number }) {
    this.#store = store
    this.#clock = options.clock
    this.#perSource = options.perSource
  }

  /** What to commit with a batch: a sample of each of its items that was rejected. */
  alongside(items: readonly Item[]): (outcomes: readonly Outcome[]) => readonly SideRecord[] {
    return (outcomes) =>
      outcomes.flatMap((outcome, index) => {
        const item = items[index]
        return outcome.status === 'rejected' && item !== undefined ? [this.#sampleOf(item, outcome)] : []
      })
  }

  /** The kept samples of a source, the newest first. */
  async list(source: string): Promise<readonly Sample[]> {
    const records = await this.#store.records(collection, { after: keyOf(source, ''), limit: this.#perSource })
    return records
      .filter(({ key }) => key.startsWith(keyOf(source, '')))
      .map(({ body }) => Sample.parse(JSON.parse(body)))
      .toSorted((one, other) => other.at - one.at)
  }

  /** Goes on with the rings where they stood when the program ended. */
  async load(): Promise<void> {
    const newest = new Map<string, number>()
    for (let after = ''; ; ) {
      const page = await this.#store.records(collection, { after, limit: 500 })
      for (const { key, body } of page) {
        after = key
        const source = key.slice(0, -partOf(key, 1).length - 1)
        const { at } = Sample.parse(JSON.parse(body))
        if (at < (newest.get(source) ?? 0)) continue
        newest.set(source, at)
        this.#next.set(source, Number(partOf(key, 1)) + 1)
      }
      if (page.length < 500) return
    }
  }

  /** What has no usable source, or one too many, shares a ring. */
  #ringOf(source: string | null): string {
    if (source === null || !Source.safeParse(source).success) return ''
    return this.#next.has(source) || this.#next.size < sourcesMax ? source : ''
  }

  #sampleOf({ source, id, type, raw }: Item, { problem }: Extract<Outcome, { status: 'rejected' }>): SideRecord {
    const name = this.#ringOf(source)
    const next = this.#next.get(name) ?? 0
    this.#next.set(name, next + 1)
    const place = String(next % this.#perSource).padStart(6, '0')
    const sample: Sample = {
      at: this.#clock(),
      code: problem.code,
      detail: problem.detail,
      id,
      type,
      raw: raw.text.slice(0, rawMax),
    }
    return { collection, key: keyOf(name, place), body: JSON.stringify(sample) }
  }
}
