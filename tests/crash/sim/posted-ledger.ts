import type { StoredRow } from '@daybook/projections'
import type { PostBatch } from '@daybook/read-model'

/** The rows of a generation as they were when they were posted. */
export class PostedLedger {
  /** The last that was claimed. */
  epoch = 0n
  readonly #texts: string[] = []

  /** Takes in the rows after a batch was posted. Says what is wrong: a former row that changed, or one outside the batch. */
  take(rows: readonly StoredRow[], batch: PostBatch): string | null {
    const known = this.#texts.length
    if (rows.length < known) return `${known} rows were posted, ${rows.length} are left`
    const changed = this.#someChanged(rows)
    if (changed !== null) return `the row ${this.#texts[changed]} became ${textOf(rows[changed]!)}`
    const added = rows.slice(known)
    if (added.length !== batch.rows.length) return `${batch.rows.length} rows were posted, ${added.length} were stored`
    const outside = added.find(({ position }) => position <= batch.from || position > batch.to)
    if (outside !== undefined) return `a row of position ${outside.position} came with ${batch.from} to ${batch.to}`
    for (const row of added) this.#texts.push(textOf(row))
    return null
  }

  /** Looks at the last rows and at a few of all others, another each time: to read all of them each time would take too long. */
  #someChanged(rows: readonly StoredRow[]): number | null {
    const known = this.#texts.length
    const places = [known - 1, (known * 7) % 13, Math.floor(known / 2), Math.floor(known / 3)]
    return places.find((place) => place >= 0 && place < known && textOf(rows[place]!) !== this.#texts[place]) ?? null
  }

  /** The same for all rows. */
  audit(rows: readonly StoredRow[]): string | null {
    const place = this.#texts.findIndex((text, index) => rows[index] === undefined || textOf(rows[index]) !== text)
    return place < 0 ? null : `the row ${this.#texts[place]} is no longer what was posted`
  }
}

const textOf = ({ ledger, period, entity, position, day, deltas, totals, partition, because, reason }: StoredRow): string =>
  `${ledger} ${period} ${entity.scope} ${entity.id} ${entity.team} ${position} ${day} ${deltas} ${totals} ${partition} ${because} ${reason}`
