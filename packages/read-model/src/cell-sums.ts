import type { DayNumber } from '@daybook/projections'
import { blockOf } from './block.ts'
import { entriesMin } from './day-blocks.ts'
import { Sums } from './sums.ts'

/** What of an entry is added up. */
type Summed = { readonly position: number; readonly day: DayNumber; readonly deltas: readonly (number | bigint)[] }

type BlockSums = { entries: number; readonly byDay: Map<DayNumber, Sums> }

/** The entries of one cell added up again from the first: what its running totals and day blocks must say. */
export class CellSums {
  count = 0
  #sums = new Sums()
  readonly #blocks = new Map<number, BlockSums>()

  /** Adds the entry, such as the one that a reader stands at. */
  add(entry: Summed): void {
    this.count += 1
    this.#sums.addDeltas(entry.deltas)
    const block = this.#block(blockOf(entry.position))
    const ofDay = block.byDay.get(entry.day) ?? new Sums()
    ofDay.addDeltas(entry.deltas)
    block.byDay.set(entry.day, ofDay)
    block.entries += 1
  }

  totals(columns: number): readonly bigint[] {
    return this.#sums.values().slice(0, columns)
  }

  /** Takes over what is said of the entries so far, so that a difference is told where it is and not ever after. */
  continueFrom(count: number, totals: readonly bigint[]): void {
    this.count = count
    this.#sums = new Sums()
    this.#sums.addTotals(totals)
  }

  /** Day blocks up to a full block, by `day block`: all days when the cell becomes crowded, later those that the block moved. */
  dayBlocks(lastBlock: number): ReadonlyMap<string, string> {
    const rows = new Map<string, string>()
    const cums = new Map<DayNumber, Sums>()
    let entries = 0
    for (const [block, moved] of [...this.#blocks].sort(([a], [b]) => a - b).filter(([one]) => one <= lastBlock)) {
      const wasCrowded = entries >= entriesMin
      entries += moved.entries
      for (const [day, sums] of moved.byDay) cums.set(day, plus(cums.get(day), sums))
      const written = wasCrowded ? [...moved.byDay.keys()] : entries >= entriesMin ? [...cums.keys()] : []
      for (const day of written) rows.set(`${day} ${block}`, `${cums.get(day)?.values()}`)
    }
    return rows
  }

  #block(block: number): BlockSums {
    const known = this.#blocks.get(block) ?? { entries: 0, byDay: new Map<DayNumber, Sums>() }
    this.#blocks.set(block, known)
    return known
  }
}

const plus = (before: Sums | undefined, added: Sums): Sums => {
  const sums = before ?? new Sums()
  sums.addTotals(added.values())
  return sums
}
