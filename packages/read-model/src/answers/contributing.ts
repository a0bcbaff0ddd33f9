import { setImmediate as turn } from 'node:timers/promises'
import { byBigint, dayOf, type EventId, type Recorded } from '@daybook/domain'
import { type ReportCell, resolvePeriod } from '@daybook/projections'
import { entriesOf, type LogicalEntry } from './entries.ts'
import { type EventText, eventsAt, eventText } from './events.ts'
import { inTurn } from './in-turn.ts'
import type { Input } from './input.ts'
import { shownAmount } from './outcome.ts'
import { measureNamed } from './question.ts'
import { shownInputs } from './shown-inputs.ts'
import { compute } from './values.ts'
import type { View } from './view.ts'

/** One entry of a sum that some cell is made of, with the event that made it. `because` names what the amount rests on. */
export type ContributingEntry = {
  readonly kpi: string
  readonly scope: string
  readonly entity: string | null
  readonly period: string
  readonly position: string
  readonly day: string
  readonly delta: string | number | null
  readonly reason: string
  readonly event: EventText
  readonly because: readonly string[]
}

/** The entries behind some cells: the first `entriesMax` of them, and how many there are. */
export type Contributing = {
  readonly entries: readonly ContributingEntry[]
  readonly total: number
  /** Whether counting was given up, so that there are more than `total`. */
  readonly isMore: boolean
}

/** How many entries are given, and how many are counted at most. */
export type ContributingLimits = { readonly entriesMax: number; readonly countMax: number }

/**
 * The entries that the values of cells are made of, each once, in the order of the cells: those of both sides of a ratio, and of every
 * month of a sum. What only keeps a number where it is (reason `basis`) is among them. A cell that there is not has none.
 */
export const contributingOf = async (
  view: View,
  cells: readonly ReportCell[],
  { entriesMax, countMax }: ContributingLimits,
): Promise<Contributing> => {
  const kept: LogicalEntry[] = []
  let total = 0
  for (const input of await inputsOfCells(view, cells)) {
    const entries = await entriesOf(view.sources.readModel, input, view.at)
    kept.push(...entries.slice(0, Math.max(0, entriesMax - kept.length)))
    total += entries.length
    if (total > countMax) return { entries: await shownEntries(view, kept), total: countMax, isMore: true }
    await turn()
  }
  return { entries: await shownEntries(view, kept), total, isMore: false }
}

/** Every sum that the cells are made of, once. */
const inputsOfCells = async (view: View, cells: readonly ReportCell[]): Promise<readonly Input[]> => {
  const inputs = new Map<string, Input>()
  for (const group of grouped(cells)) {
    const [first] = group
    const measure = first === undefined ? null : measureNamed(view.measures, first.kpi)
    const period = first === undefined ? null : resolvePeriod(first.period, view.reference.reference.calendar)
    if (first === undefined || measure === null || period === null || !period.ok) continue
    const entities = [...new Set(group.flatMap(({ entity }) => entity ?? []))]
    const computed = await compute(view, { measure, scope: first.scope, entities, periods: [period.value] })
    if (!computed.ok) continue
    const { amounts } = computed.value
    for (const input of computed.value.cells.flatMap(({ formula }) => shownInputs({ formula, amounts })))
      inputs.set(inputKey(input), input)
  }
  return [...inputs.values()]
}

const inputKey = ({ kpi, scope, entity, period, rows }: Input): string =>
  `${kpi.name} ${scope} ${period} ${entity ?? ''}\u0000${rows.partition ?? rows.entities.map(({ id, team }) => `${id}/${team}`).join()}`

/** Cells of one KPI, scope and period are read together. */
const grouped = (cells: readonly ReportCell[]): readonly (readonly ReportCell[])[] => [
  ...Map.groupBy(cells, ({ kpi, scope, period }) => `${kpi} ${scope} ${period}`).values(),
]

const shownEntries = async (view: View, entries: readonly LogicalEntry[]): Promise<readonly ContributingEntry[]> => {
  const events = await eventsAt(
    view.sources.log,
    entries.flatMap(({ position, because }) => [position, ...because]),
  )
  return entries.flatMap(({ input, position, day, delta, reason, because }) => {
    const event = events.get(position)
    if (event === undefined) throw new Error(`the log has no event at position ${position}`)
    return {
      kpi: input.kpi.name,
      scope: input.scope,
      entity: input.entity,
      period: input.period,
      position: position.toString(),
      day: dayOf(day),
      delta: shownAmount(input.kpi, delta).value,
      reason,
      event: eventText(event),
      because: because.flatMap((each) => events.get(each)?.eventId ?? []),
    }
  })
}

/** An event that an answer names, with its place in the log and its day. */
export type NamedEvent = EventText & { readonly position: string; readonly effectiveOn: string }

/** The events of the ids, each once, by position; an id that no event has is left out. */
export const eventsNamed = async ({ sources }: View, eventIds: readonly string[]): Promise<readonly NamedEvent[]> => {
  const find = inTurn(lookUpsAtOnce, (id: string) => sources.log.event(id as EventId)) // Sound: a row took it from an event
  const found = await Promise.all([...new Set(eventIds)].map(find))
  return found
    .filter((event): event is Recorded => event !== null)
    .sort((a, b) => byBigint(a.position, b.position))
    .map((event) => ({ ...eventText(event), position: event.position.toString(), effectiveOn: event.effectiveOn }))
}

/** A server has few connections: who waits too long for one gets none. */
const lookUpsAtOnce = 4
