import { accept, type Day, type Result, refuse } from '@daybook/domain'
import {
  answeredWith,
  type CellSelection,
  cellsOf,
  isAdditive,
  type KpiDescription,
  type PeriodSelection,
  type Ratio,
  rowEntity,
  type Scope,
} from '@daybook/projections'
import { type Directory, rowsOfScope } from './directory.ts'
import type { Formula, MatchedMonth, Owner, Plan } from './formula.ts'
import type { Input, InputRows } from './input.ts'
import { isRatio } from './outcome.ts'
import type { AnswerRefusal, Measures } from './sources.ts'

/** Whose value of which period is asked for. */
type Question = { readonly scope: Scope; readonly entity: string | null; readonly period: PeriodSelection }

/** The rules that ratios follow. P-19b. */
export type RatioRules = { readonly netOfCredits: boolean }

/** Writes the formulas of KPIs and ratios: the one place that knows which rows a scope is made of, and how quotas roll up. */
export type Formulas = {
  readonly of: (measure: KpiDescription | Ratio, question: Question) => Result<Formula, AnswerRefusal>
}

/** What formulas are written from: the rows that there are, and the day as of which is asked. */
export type FormulaSetting = {
  readonly measures: Measures
  readonly directory: Directory
  readonly rules: RatioRules
  readonly asOf: Day
}

/** A year to date compares the same months as the one before it: each is written once. */
type Setting = FormulaSetting & {
  readonly plans: Map<string, Extract<Formula, { op: 'plan' }>>
  readonly months: Map<string, MatchedMonth>
}

export const formulasOf = (from: FormulaSetting): Formulas => {
  const setting: Setting = { ...from, plans: new Map(), months: new Map() }
  const of: Formulas['of'] = (measure, question) => {
    if (!measure.scopes.includes(question.scope))
      return refuse({ code: 'unsupported-scope', scope: question.scope, scopes: measure.scopes })
    return isRatio(measure) ? ratioFormula(setting, measure, question) : kpiFormula(setting, measure, question)
  }
  return { of }
}

/** The KPI of a name; a name that is not there is a fault of the catalogue. */
export const kpiNamed = (measures: Measures, name: string): KpiDescription => {
  const kpi = measures.kpis.find((each) => each.name === name)
  if (kpi === undefined) throw new Error(`the catalogue has no KPI ${name}`)
  return kpi
}

const kpiFormula = (setting: Setting, asked: KpiDescription, question: Question): Result<Formula, AnswerRefusal> => {
  const { kpi, period } = answeredWith(setting.measures.kpis, asked, question.period)
  const cells = cellsOf(kpi, period, setting.asOf)
  if (!cells.ok) return cells
  if (kpi.kind === 'plan') return accept(planFormula(setting, question))
  const input = inputOf(setting, kpi, { ...question, cells: cells.value })
  if (!isAdditive(kpi) || question.period.months.length < 2) return accept({ op: 'entries', input })
  const terms = monthsOf(cells.value).map(({ period, cells: month }) => ({
    period,
    formula: { op: 'entries' as const, input: { ...input, period, cells: month } },
  }))
  return accept({ op: 'sum', terms })
}

const monthsOf = (cells: CellSelection): readonly { readonly period: string; readonly cells: CellSelection }[] =>
  cells.kind === 'buckets'
    ? []
    : cells.cells.map((cell) => ({ period: cell.period.id, cells: { kind: 'periods', cells: [cell] } }))

type Cells = Pick<Question, 'scope' | 'entity'> & { readonly cells: CellSelection; readonly period: PeriodSelection | string }

const inputOf = (setting: Setting, kpi: KpiDescription, { scope, entity, cells, period }: Cells): Input => ({
  kpi,
  scope,
  entity,
  period: typeof period === 'string' ? period : period.id,
  cells,
  rows: inputRows(setting.directory, kpi, { scope, entity }),
  ...placeOf(setting.measures, kpi, scope),
})

/** A count of accounts has no rows of a single account: it is what that account's partition posts to the organisation. Audit 3.5. */
const inputRows = (
  directory: Directory,
  kpi: KpiDescription,
  { scope, entity }: Pick<Question, 'scope' | 'entity'>,
): InputRows =>
  scope === 'account' && kpi.unit === 'accounts'
    ? { entities: directory.seats, partition: `account:${entity}` }
    : { entities: rowsOfScope(directory, scope, entity), partition: null }

const placeOf = (measures: Measures, kpi: KpiDescription, scope: Scope): Pick<Input, 'column' | 'place'> => {
  const layout = measures.ledgers.get(kpi.ledger)
  if (layout === undefined) throw new Error(`the catalogue has no ledger ${kpi.ledger}`)
  const column = layout.columnOf(kpi.name, scope === 'account' && kpi.unit === 'accounts' ? 'org' : scope)
  return { column, place: column - layout.columnOf(kpi.name, 'rep') }
}

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

/** Average order size may be asked for net of credits. P-19b. */
export const numeratorOf = (ratio: Ratio, rules: RatioRules): string =>
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

const once = <Value>(known: Map<string, Value>, key: string, make: () => Value): Value => {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}

const planFormula = (setting: Setting, question: Question): Formula => {
  const own = ownRows(setting.directory, question)
  const rows = rowsOfScope(setting.directory, question.scope, question.entity)
  const terms = monthsOfQuestion(setting, question).map((month) => ({
    period: month.period,
    formula: once(setting.plans, keyOf(question, month), () => ({
      op: 'plan' as const,
      own: own === null ? null : planOf(setting, question, { month, rows: own }),
      rollup: planOf(setting, question, { month, rows }),
    })),
  }))
  const [first] = terms
  return terms.length === 1 && first !== undefined ? first.formula : { op: 'sum', terms }
}

/** The row of a quota that a team or the organisation has of its own, instead of the sum of its reps'. P-17. */
const ownRows = (directory: Directory, { scope, entity }: Pick<Question, 'scope' | 'entity'>) => {
  if (scope === 'org') return directory.quotasOfOrg
  return scope === 'team' && entity !== null ? [rowEntity('team', entity)] : null
}

type RowsOfMonth = { readonly month: Month; readonly rows: InputRows['entities'] }

const planOf = (setting: Setting, question: Pick<Question, 'scope' | 'entity'>, { month, rows }: RowsOfMonth): Plan => {
  const at = { scope: question.scope, entity: question.entity, period: month.period, cells: month.plan }
  const from = (name: string): Input => ({
    ...inputOf(setting, kpiNamed(setting.measures, name), at),
    rows: { entities: rows, partition: null },
  })
  return { quota: from('quota'), set: from('quota-set') }
}

const matchedFormula = (setting: Setting, ratio: Ratio, question: Question): Formula => ({
  op: 'matched',
  combine: ratio.unit === 'money' ? 'subtract' : 'divide',
  months: monthsOfQuestion(setting, question).map((month) =>
    once(setting.months, keyOf(question, month), () => matchedMonth(setting, question, month)),
  ),
})

const matchedMonth = (setting: Setting, question: Question, month: Month): MatchedMonth => {
  const { scope, entity } = question
  const rows = rowsOfScope(setting.directory, scope, entity)
  const own = ownRows(setting.directory, question)
  const whole = { sales: salesOf(setting, { scope, entity, month, rows }) }
  return {
    period: month.period,
    own: own === null ? null : ofOwn(whole, planOf(setting, question, { month, rows: own })),
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
  const everywhere = planOf(setting, question, { month, rows: setting.directory.seatsOfRep(rep) })
  const here = planOf(setting, question, { month, rows: seats })
  return {
    sales: salesOf(setting, { ...question, month, rows: seats }),
    quota: here.quota,
    set: everywhere.set,
    here: here.set,
  }
}
