import { measuresMax } from './read-model.ts'
import { entriesMax } from './run.ts'

/** Six sums, exact at any size. Numbers are added as such and settled after each run, whose few entries cannot exceed 53 bits. */
export class Sums {
  readonly #exact = new Array<bigint>(measuresMax).fill(0n)
  readonly #short = new Array<number>(measuresMax).fill(0)
  #since = 0

  /** Adds one amount below 2^48; `values` must be asked for after 24 of them at the latest. */
  addShort(column: number, amount: number): void {
    this.#short[column] = (this.#short[column] ?? 0) + amount
  }

  addExact(column: number, amount: bigint): void {
    this.#exact[column] = (this.#exact[column] ?? 0n) + amount
  }

  addTotals(totals: readonly (bigint | null)[]): void {
    for (let column = 0; column < totals.length; column += 1) this.addExact(column, totals[column] ?? 0n)
  }

  addDeltas(deltas: readonly (number | bigint)[]): void {
    if (this.#since === entriesMax) this.#settle()
    this.#since += 1
    for (let column = 0; column < deltas.length; column += 1) {
      const delta = deltas[column] ?? 0
      if (typeof delta === 'number') this.#short[column] = (this.#short[column] ?? 0) + delta
      else this.addExact(column, delta)
    }
  }

  values(): readonly bigint[] {
    this.#settle()
    return [...this.#exact]
  }

  #settle(): void {
    for (let column = 0; column < measuresMax; column += 1) {
      const short = this.#short[column] ?? 0
      if (short !== 0) this.addExact(column, BigInt(short))
      this.#short[column] = 0
    }
    this.#since = 0
  }
}
