import { accept, type Result, refuse } from '@daybook/domain'
import {
  type AnyMeasure,
  defaultPeriod,
  type PeriodSelection,
  periodRange,
  resolvePeriod,
  type Scope,
  type Timing,
} from '@daybook/projections'
import type { Cell } from './cell.ts'
import { kpiNamed } from './formula-inputs.ts'
import { isRatio } from './outcome.ts'
import type { AnswerRefusal, Measures } from './sources.ts'
import type { CellsAsked } from './values.ts'
import type { View } from './view.ts'

/** Which cells are asked for. Without entities: all that have one; without periods: that of `asOf`. */
export type Asked = {
  readonly kpi: string
  readonly scope: Scope
  readonly entities?: readonly string[] | null
  readonly periods?: readonly string[]
  readonly range?: { readonly from: string; readonly to: string }
  /** Cells that may be answered; more are refused before any is computed. */
  readonly cellsMax?: number
}

/** One cell that is asked about; `entity` is null for the organisation alone, `period` null for that of `asOf`. */
export type AskedCell = {
  readonly kpi: string
  readonly scope: Scope
  readonly entity: string | null
  readonly period: string | null
}

/** The cells that a question means, by the calendar in force. */
export const openQuestion = (view: View, asked: Asked): Result<CellsAsked, AnswerRefusal> => {
  const measure = measureNamed(view.measures, asked.kpi)
  if (measure === null) return refuse({ code: 'unknown-kpi', kpi: asked.kpi })
  const { scope, entities = null } = asked
  if (!measure.scopes.includes(scope)) return refuse({ code: 'unsupported-scope', scope, scopes: measure.scopes })
  const periods = periodsOf(view, timingsOf(view.measures, measure), asked)
  if (!periods.ok) return periods
  for (const period of periods.value) {
    const formula = view.formulas.of(measure, { scope, entity: null, period })
    if (!formula.ok) return formula
  }
  return accept({ measure, scope, entities, periods: periods.value, cellsMax: asked.cellsMax })
}

/** The one cell that a question means. A scope other than the organisation's needs an entity; without one it throws. */
export const openCell = (view: View, { kpi, scope, entity, period }: AskedCell): Result<Cell, AnswerRefusal> => {
  const opened = openQuestion(view, { kpi, scope, periods: period === null ? [] : [period] })
  if (!opened.ok) return opened
  const [selection] = opened.value.periods
  if (selection === undefined) throw new Error('a question without a period')
  if (scope !== 'org' && entity === null) throw new TypeError(`a cell of scope ${scope} needs its entity`)
  return accept({ view, measure: opened.value.measure, scope, entity: scope === 'org' ? null : entity, period: selection })
}

const periodsOf = (
  { reference, at }: View,
  timings: readonly Timing[],
  { periods = [], range }: Asked,
): Result<readonly PeriodSelection[], AnswerRefusal> => {
  const { calendar } = reference.reference
  const selections: PeriodSelection[] = []
  for (const text of periods) {
    const resolved = resolvePeriod(text, calendar)
    if (!resolved.ok) return resolved
    selections.push(resolved.value)
  }
  if (range !== undefined) {
    const resolved = periodRange(range, timings, calendar)
    if (!resolved.ok) return resolved
    selections.push(...resolved.value)
  }
  if (selections.length > 0 || range !== undefined) return accept(selections)
  const period = defaultPeriod(timings, at.asOf, calendar)
  return period.ok ? accept([period.value]) : period
}

/** What decides which periods a measure is answered for: its own timing, or that of both sides. */
const timingsOf = (measures: Measures, measure: AnyMeasure): readonly Timing[] =>
  isRatio(measure) ? [kpiNamed(measures, measure.numerator), kpiNamed(measures, measure.denominator)] : [measure]

/** The measure of a name. */
export const measureNamed = ({ kpis, derived }: Measures, name: string): AnyMeasure | null =>
  [...kpis, ...derived].find((each) => each.name === name) ?? null
