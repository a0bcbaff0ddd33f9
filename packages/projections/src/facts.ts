import { byBigint } from '@daybook/domain'
import type { Fact } from './fact.ts'
import type { DayNumber } from './kpi.ts'
import { beginning, forever, type Range } from './timeline.ts'

/** Where the facts of an account come from that are not at hand. */
export type FactSource = {
  readonly byKey: (key: string) => Fact | null
  readonly between: (range: Range) => readonly Fact[]
  /** Keys of the credit notes that refer to an order. */
  readonly returnsOf: (key: string) => readonly string[]
}

export const noFacts: FactSource = { byKey: () => null, between: () => [], returnsOf: () => [] }

/** What a view of an account reads its facts from. */
export type Facts = {
  readonly get: (key: string) => Fact | null
  /** Facts dated in the range, by (day, position). */
  readonly between: (range: Range) => readonly Fact[]
  /** Keys of the credit notes that refer to an order. */
  readonly returnsOf: (key: string) => readonly string[]
}

/**
 * The facts of one account by key and by day. Those from `loadedFrom` on are at hand, older ones are read when asked for.
 *
 * The index belongs to one account book and changes with it; `replacing` gives the view before a change.
 */
export class FactIndex implements Facts {
  readonly #source: FactSource
  readonly #byKey = new Map<string, Fact>()
  readonly #returns = new Map<string, readonly string[]>()
  #byDay: Fact[] = []
  #loadedFrom: DayNumber

  constructor(source: FactSource = noFacts, loadedFrom: DayNumber = beginning) {
    this.#source = source
    this.#loadedFrom = loadedFrom
    if (source !== noFacts) this.#add(source.between({ from: loadedFrom, until: forever }))
  }

  get size(): number {
    return this.#byDay.length
  }

  readonly get = (key: string): Fact | null => {
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const stored = this.#source.byKey(key)
    if (stored === null) return null
    this.#reach(stored.day)
    return this.#byKey.get(key) ?? null
  }

  readonly between = (range: Range): readonly Fact[] => {
    if (range.from < this.#loadedFrom) this.#reach(range.from)
    const start = this.#placeOf(range.from, -1n)
    const end = this.#placeOf(range.until, -1n)
    return this.#byDay.slice(start, end)
  }

  /** `former` is the version that it takes the place of. */
  readonly put = (fact: Fact, former: Fact | null): void => {
    if (former !== null) this.#byDay.splice(this.#byDay.indexOf(former, this.#placeOf(former.day, former.position)), 1)
    if (fact.day < this.#loadedFrom) this.#reach(fact.day)
    this.#byKey.set(fact.key, fact)
    this.#byDay.splice(this.#placeOf(fact.day, fact.position), 0, fact)
  }

  readonly returnsOf = (key: string): readonly string[] => this.#returns.get(key) ?? this.#source.returnsOf(key)

  readonly addReturn = (original: string, key: string): readonly string[] => {
    const returns = [...this.returnsOf(original), key]
    this.#returns.set(original, returns)
    return returns
  }

  /** Forgets facts older than the day; the source still has them. Only after what was put is stored. */
  readonly forgetBefore = (day: DayNumber): void => {
    if (this.#source === noFacts || day <= this.#loadedFrom) return
    const kept = this.#placeOf(day, -1n)
    for (const fact of this.#byDay.slice(0, kept)) this.#byKey.delete(fact.key)
    this.#byDay = this.#byDay.slice(kept)
    this.#returns.clear()
    this.#loadedFrom = day
  }

  #reach(day: DayNumber): void {
    if (day >= this.#loadedFrom) return
    const older = this.#source.between({ from: day, until: this.#loadedFrom })
    this.#loadedFrom = day
    this.#add(older)
  }

  #add(facts: readonly Fact[]): void {
    const unknown = facts.filter((fact) => !this.#byKey.has(fact.key))
    for (const fact of unknown) this.#byKey.set(fact.key, fact)
    this.#byDay = [...unknown, ...this.#byDay].sort(byDayThenPosition)
  }

  /** The first place whose fact is not before (day, position). */
  #placeOf(day: DayNumber, position: bigint): number {
    let low = 0
    let high = this.#byDay.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const fact = this.#byDay[middle] as Fact // Sound: middle < length
      if (fact.day < day || (fact.day === day && fact.position < position)) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** By day, and of one day as they were recorded. */
export const byDayThenPosition = (a: Fact, b: Fact): number => a.day - b.day || byBigint(a.position, b.position)

/** The facts as they were before some of them changed: `former` holds what each changed key was, or null. */
export const replacing = (facts: Facts, former: ReadonlyMap<string, Fact | null>): Facts => {
  if (former.size === 0) return facts
  const formerFacts = [...former.values()].filter((fact) => fact !== null)
  return {
    returnsOf: facts.returnsOf,
    get: (key) => {
      const known = former.get(key)
      return known === undefined ? facts.get(key) : known
    },
    between: (range) => {
      const same = facts.between(range).filter((fact) => !former.has(fact.key))
      const others = formerFacts.filter((fact) => fact.day >= range.from && fact.day < range.until)
      return others.length === 0 ? same : [...same, ...others].sort(byDayThenPosition)
    },
  }
}
