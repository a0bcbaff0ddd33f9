import type { IntakeObserver } from '@daybook/intake'
import type { Life } from './life.ts'
import type { Tally } from './tally.ts'

/** Counts what one life of the intake received, and what became of it: the two must be equal when nothing is under way (P4). */
export class ItemCounts {
  readonly #lives: { readonly life: Life; received: number; ended: number }[] = []

  /** The observer of a life. */
  of(life: Life, tally: Tally): IntakeObserver {
    const counts = { life, received: 0, ended: 0 }
    this.#lives.push(counts)
    return {
      received: (_transport, items) => {
        counts.received += items
        tally.count('items received', items)
      },
      settled: (_transport, statuses) => {
        counts.ended += statuses.length
        for (const status of statuses) tally.count(`items ${status}`)
      },
      failed: (_transport, items) => {
        counts.ended += items
        tally.count('items failed', items)
      },
      committed: () => undefined,
    }
  }

  /** Of which life the two differ, or null. Who was killed in between has told nobody. */
  problem(): string | null {
    const wrong = this.#lives.find(({ life, received, ended }) => !life.isEnded && received !== ended)
    return wrong === undefined ? null : `${wrong.life.name} received ${wrong.received} items and accounts for ${wrong.ended}`
  }
}
