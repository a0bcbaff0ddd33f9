/** At most so many at once; the others wait their turn, first come first served. */
export class Slots {
  #free: number
  readonly #max: number
  readonly #waiting: (() => void)[] = []
  readonly #idle = new Set<() => void>()

  constructor(max: number) {
    this.#max = max
    this.#free = max
  }

  /** Runs when there is a slot, and gives it on. */
  async use<Value>(run: () => Promise<Value>): Promise<Value> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await run()
    } finally {
      this.#release()
    }
  }

  /** Resolves once nothing runs. */
  async idle(): Promise<void> {
    if (this.#free === this.#max) return
    await new Promise<void>((resolve) => this.#idle.add(resolve))
  }

  #release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free++
    else next()
    if (this.#free < this.#max) return
    for (const resolve of this.#idle) resolve()
    this.#idle.clear()
  }
}
