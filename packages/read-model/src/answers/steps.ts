import { byBigint, dayOf, type Recorded } from '@daybook/domain'
import { isSameOutcome, type Outcome, type Part } from '@daybook/projections'
import { cellName, type SolvedCell } from './cell.ts'
import { entriesOf, type LogicalEntry } from './entries.ts'
import { eventsAt, instantText } from './events.ts'
import { evaluate, inputsOf } from './formula.ts'
import { headOf } from './head.ts'
import { type Amounts, amountIn, type Input, Parts, partsIn } from './input.ts'
import { shown, shownAmount } from './outcome.ts'
import { type PageAsked, pageAt } from './page.ts'
import { shownInputs } from './shown-inputs.ts'

type Shown = string | number | null
type ShownValue = Shown | { readonly value: null; readonly reason: string }

/** One entry as a step: what it did to its input, and to the value. */
export type ReplayStep = {
  readonly step: number
  readonly position: string
  readonly recordedAt: string
  readonly event: { readonly eventId: string; readonly type: string }
  readonly reason: string
  readonly input: { readonly kpi: string; readonly entity: string | null; readonly period: string }
  readonly day: string
  readonly delta: Shown
  readonly inputBefore: Shown
  readonly inputAfter: Shown
  readonly valueBefore: ShownValue
  readonly valueAfter: ShownValue
}

/** How a value came about, event by event: the inputs of a formula in one order. Audit 9.2. */
export type Replay = ReturnType<typeof headOf> & {
  readonly entity: string | null
  readonly period: string
  readonly value: Shown
  readonly reason?: string
  readonly steps: readonly ReplayStep[]
  readonly stepsTotal: number
  readonly nextOffset: number | null
}

/** Which steps are given: those of the positions from `from` to `to`. */
export type ReplayOptions = PageAsked & { readonly from?: bigint; readonly to?: bigint }

/** Replays a cell. The last step must lead to the value: anything else is a fault, and is never served. */
export const replayCell = async (cell: SolvedCell, options: ReplayOptions = {}): Promise<Replay> => {
  const { view, measure, scope, entity, period } = cell
  const all = cell.incomplete === null ? await stepsOf(cell) : []
  const asked = all.filter(
    ({ entry }) => entry.position >= (options.from ?? 0n) && entry.position <= (options.to ?? entry.position),
  )
  const page = pageAt(asked, options)
  const events = await eventsAt(
    view.sources.log,
    page.items.map(({ entry }) => entry.position),
  )
  const { value, reason } = shown(measure, cell.outcome)
  return {
    ...headOf(view, measure, scope),
    entity,
    period: period.id,
    value,
    ...(reason === undefined ? {} : { reason }),
    steps: page.items.map((step) => stepText(cell, step, events)),
    stepsTotal: asked.length,
    nextOffset: page.next,
  }
}

type Step = {
  readonly number: number
  readonly entry: LogicalEntry
  readonly inputBefore: bigint
  readonly before: Outcome
  readonly after: Outcome
}

const stepsOf = async (cell: SolvedCell): Promise<readonly Step[]> => {
  const inputs = [...new Set(inputsOf(cell.formula))].filter(({ isContext }) => isContext !== true)
  const { readModel } = cell.view.sources
  const lists = await Promise.all(inputs.map((input) => entriesOf(readModel, input, cell.view.at)))
  const visible = new Set(shownInputs(cell))
  const steps = new Walk(cell, visible).over(lists.flat())
  const last = steps.at(-1)?.after ?? new Walk(cell, visible).value
  if (!isSameOutcome(last, cell.outcome))
    throw new Error(`the steps of ${JSON.stringify(cellName(cell))} do not lead to its value`)
  return steps
}

/** The sums of all inputs while the entries are taken in, one position after the other. */
class Walk {
  readonly #cell: SolvedCell
  readonly #visible: ReadonlySet<Input>
  readonly #amounts = new SumsSoFar()
  readonly #steps: Step[] = []
  #value: Outcome

  /** The value after what has been taken in. */
  get value(): Outcome {
    return this.#value
  }

  constructor(cell: SolvedCell, visible: ReadonlySet<Input>) {
    this.#cell = cell
    this.#visible = visible
    for (const input of inputsOf(cell.formula)) if (input.isContext === true) this.#amounts.take(input, cell.amounts)
    this.#value = evaluate(cell.formula, this.#amounts)
  }

  readonly over = (entries: readonly LogicalEntry[]): readonly Step[] => {
    const sorted = entries.toSorted((a, b) => byBigint(a.position, b.position))
    for (const event of Map.groupBy(sorted, ({ position }) => position).values()) this.#take(event)
    return this.#steps
  }

  /** What is not shown (whether a quota is set at all) is taken in with the first entry of the same event that is. */
  #take(entries: readonly LogicalEntry[]): void {
    const [visible, silent] = [
      entries.filter(({ input }) => this.#visible.has(input)),
      entries.filter(({ input }) => !this.#visible.has(input)),
    ]
    const before = this.#value
    for (const entry of silent) this.#add(entry)
    for (const entry of visible) this.#step(entry, this.#add(entry))
    const [only] = silent
    if (visible.length > 0 || only === undefined) return
    this.#value = evaluate(this.#cell.formula, this.#amounts)
    if (isSameOutcome(before, this.#value)) return
    const inputBefore = this.#amounts.get(only.input) - only.delta
    this.#steps.push({ number: this.#steps.length + 1, entry: only, inputBefore, before, after: this.#value })
  }

  #add(entry: LogicalEntry): bigint {
    const before = this.#amounts.get(entry.input)
    this.#amounts.add(entry)
    return before
  }

  #step(entry: LogicalEntry, inputBefore: bigint): void {
    const before = this.#value
    this.#value = evaluate(this.#cell.formula, this.#amounts)
    this.#steps.push({ number: this.#steps.length + 1, entry, inputBefore, before, after: this.#value })
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

const stepText = (cell: SolvedCell, step: Step, events: ReadonlyMap<bigint, Recorded>): ReplayStep => {
  const { entry, inputBefore } = step
  const { kpi, entity, period } = entry.input
  const event = events.get(entry.position)
  const show = (sum: bigint): Shown => shownAmount(kpi, sum).value
  return {
    step: step.number,
    position: entry.position.toString(),
    recordedAt: event === undefined ? '' : instantText(event.recordedAt),
    event: { eventId: event?.eventId ?? '', type: event?.type ?? '' },
    reason: entry.reason,
    input: { kpi: kpi.trailingOf ?? kpi.name, entity, period },
    day: dayOf(entry.day),
    delta: show(entry.delta),
    inputBefore: show(inputBefore),
    inputAfter: show(inputBefore + entry.delta),
    valueBefore: valueText(cell, step.before),
    valueAfter: valueText(cell, step.after),
  }
}

const valueText = ({ measure }: SolvedCell, outcome: Outcome): ShownValue =>
  outcome.kind === 'none' ? { value: null, reason: outcome.reason } : shown(measure, outcome).value
