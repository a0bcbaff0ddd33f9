/** How often what happened: the numbers that a run shows for what it claims to try. */
export class Tally {
  readonly #counts = new Map<string, number>()

  /** What differs in its numbers alone is one thing. */
  count(what: string, times = 1): void {
    const name = what.replace(/-?\d+/g, 'N')
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times)
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0
  }

  add(others: Readonly<Record<string, number>>): void {
    for (const [what, times] of Object.entries(others)) this.count(what, times)
  }

  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)))
  }
}
