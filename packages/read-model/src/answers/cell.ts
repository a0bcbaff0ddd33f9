import type { Day } from '@daybook/domain'
import { type AnyMeasure, type Outcome, type PeriodSelection, resolvePeriod, type Scope } from '@daybook/projections'
import type { IncompleteRow } from '../read-model.ts'
import { type CellName, cellHref } from './cell-link.ts'
import type { Formula } from './formula.ts'
import type { Amounts, Input } from './input.ts'
import type { At } from './sources.ts'
import { compute } from './values.ts'
import type { View } from './view.ts'

/** Opens the book at another pair of times. */
export type OpenView = (at: At) => Promise<View>

/** One cell that is asked about, in the book at one pair of times. */
export type Cell = {
  readonly view: View
  readonly measure: AnyMeasure
  readonly scope: Scope
  readonly entity: string | null
  readonly period: PeriodSelection
}

/** A cell with its formula, the sums read for it, and what they come to. */
export type SolvedCell = Cell & {
  readonly formula: Formula
  readonly amounts: Amounts
  readonly outcome: Outcome
  readonly incomplete: IncompleteRow | null
}

/** Reads everything that the value of a cell is made of. */
export const solve = async (cell: Cell): Promise<SolvedCell> => {
  const { view, measure, scope, entity, period } = cell
  const computed = await compute(view, { measure, scope, entities: entity === null ? [] : [entity], periods: [period] })
  const found = computed.ok ? computed.value.cells[0] : undefined
  if (!computed.ok || found === undefined) throw new Error(`${measure.name} has no cell of ${scope} in ${period.id}`)
  const { formula, outcome, incomplete } = found
  return { ...cell, formula, outcome, incomplete, amounts: computed.value.amounts }
}

/** The same cell at another pair of times; its period is that of the calendar known then, where it has one of that name. */
export const sameCellAt = async (open: OpenView, cell: Cell, at: At): Promise<Cell> => {
  const view = await open(at)
  const period = resolvePeriod(cell.period.id, view.reference.reference.calendar)
  return { ...cell, view, period: period.ok ? period.value : cell.period }
}

/**
 * The sums whose entries are the cell's own: of a plan, the quota in force. A ratio has none, nor has a sum of months: their inputs
 * are explained one by one.
 */
export const ownInput = ({ formula, amounts }: SolvedCell): Input | null => {
  if (formula.op === 'entries') return formula.input
  if (formula.op !== 'plan') return null
  const own = formula.own !== null && (amounts.get(formula.own.set) ?? 0n) > 0n
  return own && formula.own !== null ? formula.own.quota : formula.rollup.quota
}

export const cellName = ({ measure, scope, entity, period }: Cell): CellName => ({
  kpi: measure.name,
  scope,
  entity,
  period: period.id,
})

/** Where the other questions about the cell are asked. */
export const cellLinks = (cell: Cell) => ({
  explain: cellHref('explain', cellName(cell), cell.view.at),
  replay: cellHref('replay', cellName(cell), cell.view.at),
  verify: cellHref('verify', cellName(cell), cell.view.at),
})

/** The earlier of two days. */
export const earlier = (a: Day, b: Day): Day => (a < b ? a : b)
