import { setImmediate as turn } from 'node:timers/promises'
import { byBigint } from '@daybook/domain'
import { isSameOutcome, type Outcome, type Part } from '@daybook/projections'
import type { SolvedCell } from './cell.ts'
import type { LogicalEntry } from './entries.ts'
import { evaluate, inputsOf } from './formula.ts'
import { type Amounts, amountIn, type Input, Parts, partsIn } from './input.ts'
import { shownInputs } from './shown-inputs.ts'

/** One entry with what it did to its input and to the value; `number` counts all steps from 1. */
export type Step = {
  readonly number: number
  readonly entry: LogicalEntry
  readonly inputBefore: bigint
  readonly before: Outcome
  readonly after: Outcome
}

/** Which steps are wanted: `limit` of those between two positions, beginning with the one at `offset`. */
export type StepsAsked = {
  readonly from: bigint
  readonly to: bigint | null
  readonly offset: number
  readonly limit: number
}

/** Others are heard after so many evaluations, or so many entries. */
const [evaluationsAtATime, entriesAtATime] = [100, 5_000]

/**
 * The sums of all inputs of a cell while its entries are taken in, one position after the other.
 *
 * To evaluate the formula may cost as much as there are accounts, so that it is done only for the steps that are wanted, and where it
 * decides whether something is a step at all.
 */
export class Walk {
  readonly #cell: SolvedCell
  readonly #visible: ReadonlySet<Input>
  readonly #asked: StepsAsked
  readonly #amounts = new SumsSoFar()
  readonly #steps: Step[] = []
  /** The value of the sums so far; null until somebody needs it. */
  #value: Outcome | null = null
  #taken = 0
  #evaluations = 0
  #number = 0
  #within = 0

  constructor(cell: SolvedCell, asked: StepsAsked) {
    this.#cell = cell
    this.#asked = asked
    this.#visible = new Set(shownInputs(cell))
    for (const input of inputsOf(cell.formula)) if (input.isContext === true) this.#amounts.take(input, cell.amounts)
  }

  /** The steps that are wanted of those taken so far. */
  get steps(): readonly Step[] {
    return this.#steps
  }

  /** How many of the steps so far lie between the positions asked for. */
  get within(): number {
    return this.#within
  }

  /** The value after what has been taken in. */
  get value(): Outcome {
    if (this.#value !== null) return this.#value
    this.#evaluations += 1
    this.#value = evaluate(this.#cell.formula, this.#amounts)
    return this.#value
  }

  readonly over = async (entries: readonly LogicalEntry[]): Promise<void> => {
    const sorted = entries.toSorted((a, b) => byBigint(a.position, b.position))
    for (const event of Map.groupBy(sorted, ({ position }) => position).values()) {
      this.#take(event)
      if (this.#evaluations < evaluationsAtATime && this.#taken < entriesAtATime) continue
      this.#evaluations = 0
      this.#taken = 0
      await turn()
    }
  }

  /** What is not shown (whether a quota is set at all) is taken in with the first entry of the same event that is. */
  #take(entries: readonly LogicalEntry[]): void {
    const [visible, silent] = [
      entries.filter(({ input }) => this.#visible.has(input)),
      entries.filter(({ input }) => !this.#visible.has(input)),
    ]
    const [first] = visible
    if (first === undefined) {
      this.#takeSilent(silent)
      return
    }
    const before = this.#valueBefore(first)
    for (const entry of silent) this.#add(entry)
    for (const entry of visible) this.#takeStep(entry, entry === first ? before : this.#valueBefore(entry))
  }

  #valueBefore(entry: LogicalEntry): Outcome | null {
    return this.#isWanted(entry) ? this.value : null
  }

  #takeSilent(entries: readonly LogicalEntry[]): void {
    const before = this.value
    for (const entry of entries) this.#add(entry)
    const [only] = entries
    if (only === undefined || isSameOutcome(before, this.value)) return
    const inputBefore = this.#amounts.get(only.input) - only.delta
    this.#count({ entry: only, inputBefore }, this.#isWanted(only) ? before : null)
  }

  #takeStep(entry: LogicalEntry, before: Outcome | null): void {
    const inputBefore = this.#amounts.get(entry.input)
    this.#add(entry)
    this.#count({ entry, inputBefore }, before)
  }

  #add(entry: LogicalEntry): void {
    this.#amounts.add(entry)
    this.#value = null
    this.#taken += 1
  }

  /** One more step; `before` is the value before it where it is wanted. */
  #count(step: Pick<Step, 'entry' | 'inputBefore'>, before: Outcome | null): void {
    this.#number += 1
    if (before !== null) this.#steps.push({ number: this.#number, ...step, before, after: this.value })
    if (this.#isWithin(step.entry)) this.#within += 1
  }

  #isWithin({ position }: LogicalEntry): boolean {
    return position >= this.#asked.from && (this.#asked.to === null || position <= this.#asked.to)
  }

  /** Whether the next step is on the page, if it is that of the entry. */
  #isWanted(entry: LogicalEntry): boolean {
    const { offset, limit } = this.#asked
    return this.#isWithin(entry) && this.#within >= offset && this.#within < offset + limit
  }
}

/** The sums and their parts after some of the entries. */
class SumsSoFar implements Amounts {
  readonly #sums = new Map<Input, bigint>()
  readonly #told = new Map<Input, Parts>()
  readonly #given = new Map<Input, readonly Part[]>()

  readonly get = (input: Input): bigint => this.#sums.get(input) ?? 0n

  readonly parts = (input: Input): readonly Part[] => this.#given.get(input) ?? this.#told.get(input)?.list() ?? []

  /** What is taken as given stands there from the beginning. */
  take(input: Input, amounts: Amounts): void {
    this.#sums.set(input, amountIn(amounts, input))
    this.#given.set(input, partsIn(amounts, input))
  }

  add({ input, delta, partition, day }: LogicalEntry): void {
    this.#sums.set(input, this.get(input) + delta)
    if (input.by === undefined) return
    const told = this.#told.get(input) ?? new Parts(input.by)
    told.add({ partition, day }, delta)
    this.#told.set(input, told)
  }
}
