import { dayOf, instantText, type Recorded } from '@daybook/domain'
import { isSameOutcome, type Outcome } from '@daybook/projections'
import { cellName, type SolvedCell } from './cell.ts'
import { entriesOf } from './entries.ts'
import { eventsAt } from './events.ts'
import { inputsOf } from './formula.ts'
import { headOf } from './head.ts'
import { shown, shownAmount } from './outcome.ts'
import { limitDefault, nextAfter, type PageAsked } from './page.ts'
import { type Step, Walk } from './walk.ts'

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
  const { steps, within } = await stepsOf(cell, options)
  const events = await eventsAt(
    view.sources.log,
    steps.map(({ entry }) => entry.position),
  )
  const { value, reason } = shown(measure, cell.outcome)
  return {
    ...headOf(view, measure, scope),
    entity,
    period: period.id,
    value,
    ...(reason === undefined ? {} : { reason }),
    steps: steps.map((step) => stepText(cell, step, events)),
    stepsTotal: within,
    nextOffset: nextAfter(within, options),
  }
}

/** The steps of a page, and how many there are between the positions asked for. */
const stepsOf = async (cell: SolvedCell, options: ReplayOptions): Promise<Pick<Walk, 'steps' | 'within'>> => {
  const { from = 0n, to = null, offset = 0, limit = limitDefault } = options
  const walk = new Walk(cell, { from, to, offset, limit })
  if (cell.incomplete !== null) return walk
  const inputs = [...new Set(inputsOf(cell.formula))].filter(({ isContext }) => isContext !== true)
  const { readModel } = cell.view.sources
  const lists = await Promise.all(inputs.map((input) => entriesOf(readModel, input, cell.view.at)))
  await walk.over(lists.flat())
  if (!isSameOutcome(walk.value, cell.outcome))
    throw new Error(`the steps of ${JSON.stringify(cellName(cell))} do not lead to its value`)
  return walk
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
