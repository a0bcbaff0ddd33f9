import { accept, type Result, refuse } from '@daybook/domain'
import {
  defaultPeriod,
  type KpiDescription,
  type PeriodSelection,
  periodRange,
  type Ratio,
  resolvePeriod,
  type Scope,
  type Timing,
} from '@daybook/projections'
import { type BookReference, References } from './book-reference.ts'
import { kpiNamed } from './formulas.ts'
import { isRatio } from './outcome.ts'
import type { AnswerRefusal, At, Measures, Sources } from './sources.ts'
import { type ValueRow, valuesOf } from './values.ts'
import { openView, type View } from './view.ts'

/** Which cells are asked for. Without entities: all that have one; without periods: that of `asOf`. */
export type Asked = {
  readonly kpi: string
  readonly scope: Scope
  readonly entities?: readonly string[] | null
  readonly periods?: readonly string[]
  readonly range?: { readonly from: string; readonly to: string }
}

/** Values of one KPI at one pair of times. `unit` is the reporting currency where the values are money. */
export type ValuesAnswer = {
  readonly kpi: string
  readonly version: number
  readonly unit: string
  readonly scope: Scope
  readonly rows: readonly ValueRow[]
}

/** Every answer about KPIs, at any pair of times. Refusals are values; a fault of the ledgers is thrown. */
export type Answers = {
  readonly measure: (name: string) => KpiDescription | Ratio | null
  /** Calendar, policies, closes and rates as they were known. */
  readonly reference: (position: bigint | null) => Promise<BookReference>
  readonly values: (asked: Asked, at: At) => Promise<Result<ValuesAnswer, AnswerRefusal>>
}

/** Answers from the ledgers and the log given. What it remembers (references) holds for ever, since nothing recorded changes. */
export const openAnswers = (sources: Sources): Answers => {
  const references = new References(sources.readModel, sources.settings)
  const view = async (at: At): Promise<View> => openView(sources, at, await references.at(at.position))
  return {
    measure: (name) => measureNamed(sources.measures, name),
    reference: references.at,
    values: async (asked, at) => {
      const opened = await openQuestion(await view(at), asked)
      if (!opened.ok) return opened
      const { measure, periods } = opened.value
      const cells = { measure, scope: asked.scope, entities: asked.entities ?? null, periods }
      const rows = await valuesOf(opened.value.view, cells)
      if (!rows.ok) return rows
      return accept({ ...headOf(opened.value.view, measure, asked.scope), rows: rows.value })
    },
  }
}

/** What a question is about: the KPI or ratio, and the periods by the calendar in force. */
export type Opened = {
  readonly view: View
  readonly measure: KpiDescription | Ratio
  readonly periods: readonly PeriodSelection[]
}

export const openQuestion = async (view: View, asked: Asked): Promise<Result<Opened, AnswerRefusal>> => {
  const measure = measureNamed(view.measures, asked.kpi)
  if (measure === null) return refuse({ code: 'unknown-kpi', kpi: asked.kpi })
  if (!measure.scopes.includes(asked.scope))
    return refuse({ code: 'unsupported-scope', scope: asked.scope, scopes: measure.scopes })
  const periods = periodsOf(view, timingsOf(view.measures, measure), asked)
  return periods.ok ? accept({ view, measure, periods: periods.value }) : periods
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
const timingsOf = (measures: Measures, measure: KpiDescription | Ratio): readonly Timing[] =>
  isRatio(measure) ? [kpiNamed(measures, measure.numerator), kpiNamed(measures, measure.denominator)] : [measure]

const measureNamed = ({ kpis, ratios }: Measures, name: string): KpiDescription | Ratio | null =>
  [...kpis, ...ratios].find((each) => each.name === name) ?? null

/** What every answer about a KPI begins with. */
export const headOf = ({ reference }: View, { name, version, unit }: KpiDescription | Ratio, scope: Scope) => ({
  kpi: name,
  version,
  unit: unit === 'money' ? reference.currency : unit,
  scope,
})
