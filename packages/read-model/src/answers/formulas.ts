import { accept, type Day, orgId, type Result, refuse } from '@daybook/domain'
import {
  type AnyKpi,
  type AnyMeasure,
  answeredBy,
  type Calculation,
  type CalculationQuestion,
  type CellOperand,
  type CellSelection,
  cellsOf,
  holderOf,
  isAdditive,
  isOfParts,
  type KpiDescription,
  type PartsOperand,
  type PeriodSelection,
  type Ratio,
  type Reference,
  rowEntity,
} from '@daybook/projections'
import { keptIn } from '../kept-in.ts'
import { type Directory, rowsOfScope } from './directory.ts'
import type { Formula, MatchedMonth, Operand, Owner, Plan } from './formula.ts'
import { inputOf, kpiNamed, measureIn, partsInput, type Question } from './formula-inputs.ts'
import type { Input, InputRows } from './input.ts'
import { isCalculation, isRatio } from './outcome.ts'
import type { AnswerRefusal, Measures } from './sources.ts'

/** The rules that ratios follow. P-19b. */
export type RatioRules = { readonly netOfCredits: boolean }

/** Writes the formulas of measures: the one place that knows which rows a scope is made of, and how plans roll up. */
export type Formulas = {
  readonly of: (measure: AnyMeasure, question: Question) => Result<Formula, AnswerRefusal>
  /** The sum of a posted KPI over some days, told apart. */
  readonly parts: (operand: PartsOperand, whose: Pick<Question, 'scope' | 'entity'>) => Input
}

/** What formulas are written from: the rows that there are, and the day as of which is asked. */
export type FormulaSetting = {
  readonly measures: Measures
  readonly directory: Directory
  readonly rules: RatioRules
  readonly reference: Reference
  readonly asOf: Day
}

/**
 * A year to date compares the same months as the one before it, and calculations read the same cells as their neighbours: each is
 * written once. `days`: the settings of other days that operands are asked as of.
 */
type Setting = FormulaSetting & {
  readonly plans: Map<string, Extract<Formula, { op: 'plan' }>>
  readonly months: Map<string, MatchedMonth>
  readonly cells: Map<string, Result<Formula, AnswerRefusal>>
  readonly days: Map<string, Setting>
}

export const formulasOf = (from: FormulaSetting): Formulas => {
  const days = new Map<string, Setting>()
  const setting = settingOf({ ...from, days })
  days.set(from.asOf, setting)
  return {
    of: (measure, question) => formulaOf(setting, measure, question),
    parts: (operand, whose) => partsInput(setting, operand, whose),
  }
}

const settingOf = (from: FormulaSetting & Pick<Setting, 'days'>): Setting => ({
  ...from,
  plans: new Map(),
  months: new Map(),
  cells: new Map(),
})

const formulaOf = (setting: Setting, measure: AnyMeasure, question: Question): Result<Formula, AnswerRefusal> => {
  if (!measure.scopes.includes(question.scope))
    return refuse({ code: 'unsupported-scope', scope: question.scope, scopes: measure.scopes })
  if (isCalculation(measure)) return calculationFormula(setting, measure, question)
  return isRatio(measure) ? ratioFormula(setting, measure, question) : kpiFormula(setting, measure, question)
}

/** Calculations may rest on one another; what a calculation names must be among what it declares. */
const calculationFormula = (setting: Setting, calculation: Calculation, question: Question): Result<Formula, AnswerRefusal> => {
  const answered = answeredBy(calculation, question.period)
  if (!answered.ok) return answered
  const asked: CalculationQuestion = { ...question, asOf: setting.asOf, reference: setting.reference }
  const operands = new Map<string, Operand>()
  for (const [name, operand] of Object.entries(calculation.operands(asked))) {
    if (!calculation.from.includes(operand.kpi))
      throw new Error(`${calculation.name} does not declare that it reads ${operand.kpi}`)
    const formula = isOfParts(operand)
      ? accept<Operand>({ kind: 'parts', input: partsInput(setting, operand, question) })
      : cellOperand(setting, operand, question)
    if (!formula.ok) return formula
    operands.set(name, formula.value)
  }
  return accept({ op: 'calculate', calculation, question: asked, operands })
}

const cellOperand = (setting: Setting, asked: CellOperand, question: Question): Result<Operand, AnswerRefusal> => {
  const { scope = question.scope, entity = question.entity, period, asOf = setting.asOf, partition } = asked
  const at = keptIn(setting.days, asOf, () => settingOf({ ...setting, asOf }))
  const { id, first, last, months } = period
  const key = JSON.stringify([asked.kpi, scope, entity, id, first, last, months.length, partition])
  const formula = keptIn(at.cells, key, () =>
    formulaOf(at, measureIn(setting.measures, asked.kpi), {
      ...{ scope, entity, period },
      ...(partition === undefined ? {} : { partition }),
    }),
  )
  return formula.ok ? accept({ kind: 'cell', asked, formula: formula.value }) : formula
}

const kpiFormula = (setting: Setting, asked: KpiDescription, question: Question): Result<Formula, AnswerRefusal> => {
  const { kpi, period } = holderOf<KpiDescription>(setting.measures.kpis, asked, question.period)
  const cells = cellsOf(kpi, period, setting.asOf)
  if (!cells.ok) return cells
  if (kpi.set !== undefined) return accept(planFormula(setting, kpi, question))
  const input = inputOf(setting, kpi, { ...question, cells: cells.value })
  if (!isAdditive(kpi) || question.period.months.length < 2) return accept({ op: 'entries', input })
  const terms = monthsOf(cells.value).map(({ period, cells: month }) => ({
    period,
    formula: { op: 'entries' as const, input: { ...input, period, cells: month } },
  }))
  return accept({ op: 'sum', terms })
}

const monthsOf = (cells: CellSelection): readonly { readonly period: string; readonly cells: CellSelection }[] =>
  cells.kind !== 'periods'
    ? []
    : cells.cells.map((cell) => ({ period: cell.period.id, cells: { kind: 'periods', cells: [cell] } }))

const ratioFormula = (setting: Setting, ratio: Ratio, question: Question): Result<Formula, AnswerRefusal> => {
  const left = kpiNamed(setting.measures, numeratorOf(ratio, setting.rules))
  const right = kpiNamed(setting.measures, ratio.denominator)
  if (right.kind === 'plan') return accept(matchedFormula(setting, ratio, question))
  const numerator = kpiFormula(setting, left, question)
  if (!numerator.ok) return numerator
  const denominator = kpiFormula(setting, right, question)
  if (!denominator.ok) return denominator
  return accept({ op: 'divide', left: numerator.value, right: denominator.value, reason: ratio.reason })
}

/** Every posted KPI that a measure comes down to, with what says whether a plan is set. */
export const kpisOf = (measures: Measures, measure: AnyMeasure, rules: RatioRules): readonly AnyKpi[] => {
  const found = new Map<string, AnyKpi>()
  const visit = (each: AnyMeasure): void => {
    if (isCalculation(each)) for (const name of each.from) visit(measureIn(measures, name))
    else if (isRatio(each)) for (const name of [numeratorOf(each, rules), each.denominator]) visit(kpiNamed(measures, name))
    else {
      found.set(each.name, kpiNamed(measures, each.name))
      if (each.set !== undefined) found.set(each.set.by, kpiNamed(measures, each.set.by))
      for (const kpi of measures.kpis) if (kpi.trailingOf === each.name) found.set(kpi.name, kpi)
    }
  }
  visit(measure)
  return [...found.values()]
}

/** Average order size may be asked for net of credits. P-19b. */
const numeratorOf = (ratio: Ratio, rules: RatioRules): string =>
  rules.netOfCredits && ratio.name === 'average-order-size' ? 'net-sales' : ratio.numerator

type Month = { readonly period: string; readonly sales: CellSelection; readonly plan: CellSelection }

const monthsOfQuestion = (setting: Setting, { period }: Question): readonly Month[] => {
  const { asOf } = setting
  const quota = kpiNamed(setting.measures, 'quota')
  const sales = kpiNamed(setting.measures, 'net-sales')
  return period.months.map((month) => {
    const one: PeriodSelection = { ...period, id: month.id, form: 'plain', period: month, months: [month], year: null }
    return { period: month.id, sales: cellsAt(sales, one, asOf), plan: cellsAt(quota, one, asOf) }
  })
}

const cellsAt = (kpi: KpiDescription, period: PeriodSelection, asOf: Day): CellSelection => {
  const cells = cellsOf(kpi, period, asOf)
  if (!cells.ok) throw new Error(`${kpi.name} has no month cells`)
  return cells.value
}

const keyOf = ({ scope, entity }: Question, { period }: Month): string => JSON.stringify([scope, entity, period])

const planFormula = (setting: Setting, kpi: KpiDescription, question: Question): Formula => {
  const own = ownRows(setting.directory, question)
  const rows = rowsOfScope(setting.directory, question.scope, question.entity)
  const terms = monthsOfQuestion(setting, question).map((month) => ({
    period: month.period,
    formula: keptIn(setting.plans, `${kpi.name} ${keyOf(question, month)}`, () => ({
      op: 'plan' as const,
      own: own === null ? null : planOf(setting, question, { kpi, month, rows: own }),
      rollup: planOf(setting, question, { kpi, month, rows }),
      reason: kpi.set?.reason ?? 'no-plan',
    })),
  }))
  const [first] = terms
  return terms.length === 1 && first !== undefined ? first.formula : { op: 'sum', terms }
}

/** The row of a quota that a team or the organisation has of its own, instead of the sum of its reps'. P-17. */
const ownRows = (directory: Directory, { scope, entity }: Pick<Question, 'scope' | 'entity'>) => {
  if (scope === 'org') return [...new Set([...directory.quotasOfOrg, rowEntity('org', orgId)])]
  return scope === 'team' && entity !== null ? [rowEntity('team', entity)] : null
}

type RowsOfMonth = { readonly month: Month; readonly rows: InputRows['entities'] }

const planOf = (
  setting: Setting,
  question: Pick<Question, 'scope' | 'entity'>,
  { kpi, month, rows }: RowsOfMonth & { readonly kpi: KpiDescription },
): Plan => {
  const at = { scope: question.scope, entity: question.entity, period: month.period, cells: month.plan }
  const from = (name: string): Input => ({
    ...inputOf(setting, kpiNamed(setting.measures, name), at),
    rows: { entities: rows, partition: null },
  })
  return { quota: from(kpi.name), set: from(kpi.set?.by ?? kpi.name) }
}

const matchedFormula = (setting: Setting, ratio: Ratio, question: Question): Formula => ({
  op: 'matched',
  combine: ratio.unit === 'money' ? 'subtract' : 'divide',
  months: monthsOfQuestion(setting, question).map((month) =>
    keptIn(setting.months, keyOf(question, month), () => matchedMonth(setting, question, month)),
  ),
})

const quotaIn = ({ measures }: Setting): KpiDescription => kpiNamed(measures, 'quota')

const matchedMonth = (setting: Setting, question: Question, month: Month): MatchedMonth => {
  const { scope, entity } = question
  const rows = rowsOfScope(setting.directory, scope, entity)
  const own = ownRows(setting.directory, question)
  const whole = { sales: salesOf(setting, { scope, entity, month, rows }) }
  return {
    period: month.period,
    own: own === null ? null : ofOwn(whole, planOf(setting, question, { kpi: quotaIn(setting), month, rows: own })),
    owners: [...Map.groupBy(rows, ({ id }) => id)].map(([rep, seats]) => ownerOf(setting, { rep, seats, month })),
  }
}

const ofOwn = (whole: Pick<Owner, 'sales'>, plan: Plan): Owner => ({ ...whole, ...plan, here: plan.set })

type Sold = RowsOfMonth & Pick<Question, 'scope' | 'entity'>

const salesOf = (setting: Setting, { scope, entity, month, rows }: Sold): Input => ({
  ...inputOf(setting, kpiNamed(setting.measures, 'net-sales'), { scope, entity, period: month.period, cells: month.sales }),
  rows: { entities: rows, partition: null },
})

/** A rep whose quota of the month stands in another team counts with what he sold in this one: so teams add up to the organisation. */
const ownerOf = (
  setting: Setting,
  { rep, seats, month }: { readonly rep: string; readonly seats: InputRows['entities']; readonly month: Month },
): Owner => {
  const question = { scope: 'rep' as const, entity: rep }
  const kpi = quotaIn(setting)
  const everywhere = planOf(setting, question, { kpi, month, rows: setting.directory.seatsOfRep(rep) })
  const here = planOf(setting, question, { kpi, month, rows: seats })
  return {
    sales: salesOf(setting, { ...question, month, rows: seats }),
    quota: here.quota,
    set: everywhere.set,
    here: here.set,
  }
}
