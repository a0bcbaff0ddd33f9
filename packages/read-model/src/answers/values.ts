import { accept, type Result, refuse } from '@daybook/domain'
import {
  type AnyMeasure,
  type ExactText,
  none,
  type Outcome,
  type PeriodSelection,
  type Scope,
  weeksIn,
} from '@daybook/projections'
import type { IncompleteRow } from '../read-model.ts'
import { entitiesWithCells } from './entities.ts'
import { eventAt } from './events.ts'
import { evaluate, type Formula, inputsOf, inputsOfAll, type KnownValues } from './formula.ts'
import { incompleteIn } from './incompleteness.ts'
import type { Amounts, Input } from './input.ts'
import { shown } from './outcome.ts'
import type { AnswerRefusal } from './sources.ts'
import type { View } from './view.ts'

/** The value of one cell, as it stands in answers; `eventId` names the event that a KPI could not apply. */
export type ValueRow = {
  readonly entity: string | null
  readonly period: string
  readonly value: string | number | null
  readonly reason?: string
  readonly exact?: ExactText
  readonly eventId?: string
  /** Where the calendar has months of weeks. P-09. */
  readonly weeksInPeriod?: number
}

/** Which cells are asked for: `entities` null are all that have one. */
export type CellsAsked = {
  readonly measure: AnyMeasure
  readonly scope: Scope
  readonly entities: readonly string[] | null
  readonly periods: readonly PeriodSelection[]
  readonly cellsMax?: number | undefined
}

/** One cell with its formula and what it comes to. */
export type Computed = {
  readonly entity: string | null
  readonly period: PeriodSelection
  readonly formula: Formula
  readonly outcome: Outcome
  readonly incomplete: IncompleteRow | null
}

/**
 * The values of a KPI or ratio, every period for every entity, in the order asked; without entities, of all that have a cell, by id.
 *
 * An entity asked for by name always has its rows. All sums are read together, so that a leaderboard is a handful of reads.
 */
export const valuesOf = async (view: View, asked: CellsAsked): Promise<Result<readonly ValueRow[], AnswerRefusal>> => {
  const computed = await compute(view, asked)
  if (!computed.ok) return computed
  const rows = computed.value.cells.map((cell) => valueRow(view, asked.measure, cell))
  return accept(await Promise.all(rows))
}

/** The cells with their formulas, outcomes and the sums read for them. */
export const compute = async (
  view: View,
  { measure, scope, entities, periods, cellsMax = Number.POSITIVE_INFINITY }: CellsAsked,
): Promise<Result<{ readonly cells: readonly Computed[]; readonly amounts: Amounts }, AnswerRefusal>> => {
  const { formulas } = view
  const probe = periods.map((period) => formulas.of(measure, { scope, entity: null, period }))
  const refused = probe.find((result) => !result.ok)
  if (refused !== undefined && !refused.ok) return refused
  const named = scope === 'org' ? [null] : entities
  const whom = named ?? (await entitiesWithCells(view, measure, { scope, periods, at: view.at }))
  const rows = whom.length * periods.length
  if (rows > cellsMax) return refuse({ code: 'answer-too-large', rows, limit: cellsMax })
  const cells = whom.flatMap((entity) =>
    periods.flatMap((period) => {
      const formula = formulas.of(measure, { scope, entity, period })
      return formula.ok ? [{ entity, period, formula: formula.value }] : []
    }),
  )
  const inputs = inputsOfAll(cells.map(({ formula }) => formula))
  const amounts = await view.amounts.read(inputs)
  const incomplete = await incompleteIn(view.sources.readModel, inputs, view.at.position)
  const known: KnownValues = new Map()
  const outcomeOf = (formula: Formula) =>
    outcomeIn(incomplete, formula) ?? { outcome: evaluate(formula, amounts, known), incomplete: null }
  return accept({ cells: cells.map((cell) => ({ ...cell, ...outcomeOf(cell.formula) })), amounts })
}

/** The outcome of a formula that rests on something incomplete; null where it does not. */
const outcomeIn = (incomplete: ReadonlyMap<Input, IncompleteRow>, formula: Formula) => {
  const missing = incomplete.size === 0 ? undefined : inputsOf(formula).find((input) => incomplete.has(input))
  if (missing === undefined) return null
  return { outcome: none('incomplete'), incomplete: incomplete.get(missing) ?? null }
}

const valueRow = async (view: View, measure: AnyMeasure, cell: Computed): Promise<ValueRow> => {
  const row = { entity: cell.entity, period: cell.period.id, ...shown(measure, cell.outcome), ...weeksOf(view, cell.period) }
  if (cell.incomplete === null) return row
  const event = await eventAt(view.sources.log, cell.incomplete.position)
  return { ...row, eventId: event.eventId }
}

/** How many weeks a period has, where the calendar has months of weeks. P-09. */
export const weeksOf = ({ reference: { reference } }: View, period: PeriodSelection): Pick<ValueRow, 'weeksInPeriod'> => {
  const weeks = weeksIn(reference, period)
  return weeks === null ? {} : { weeksInPeriod: weeks }
}
