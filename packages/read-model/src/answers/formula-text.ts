import { type AnyMeasure, amount, type ExactText, type Outcome, type Scope } from '@daybook/projections'
import { type CellName, cellHref } from './cell-link.ts'
import { evaluate, type Formula, matchedSides, type Operand } from './formula.ts'
import { measureIn } from './formula-inputs.ts'
import { type Amounts, amountIn, partsIn } from './input.ts'
import { isRatio, shown } from './outcome.ts'
import type { View } from './view.ts'

/** One side or term of a formula, and where it is explained. */
export type FormulaInput = {
  readonly kpi: string
  readonly period: string
  readonly value: string | number | null
  readonly reason?: string
  readonly explain: string
}

/** How a value comes about, with the inputs filled in. Audit 9.1. */
export type FormulaText =
  | { readonly op: 'sum'; readonly of: 'entries'; readonly result: string | number | null }
  | { readonly op: 'sum'; readonly terms: readonly FormulaInput[]; readonly result: string | number | null }
  | {
      readonly op: 'divide' | 'subtract'
      readonly left: FormulaInput
      readonly right: FormulaInput
      readonly exact?: ExactText
      readonly result: string | number | null
      /** Of a matched comparison: over how many owner-months, and how many with sales but without quota are left out. P-17. */
      readonly matched?: { readonly ownerMonths: number; readonly leftOut: number }
    }
  | {
      readonly op: 'calculate'
      /** In symbols, with the names of the operands. */
      readonly formula: string
      readonly operands: readonly OperandText[]
      /** What else belongs to the value: a method, a status. */
      readonly notes?: Readonly<Record<string, string>>
      readonly exact?: ExactText
      readonly result: string | number | null
    }

/** One operand of a calculation. Of a sum told apart, `parts` counts its parts. */
type OperandText = FormulaInput & {
  readonly name: string
  readonly scope: Scope
  readonly entity: string | null
  readonly parts?: number
}

/** What a formula says in words of its own. */
export type Explained = {
  readonly measure: AnyMeasure
  readonly cell: CellName
  readonly formula: Formula
  readonly amounts: Amounts
}

export const formulaText = (view: View, { measure, cell, formula, amounts }: Explained): FormulaText => {
  const result = shown(measure, evaluate(formula, amounts))
  const input = (name: string, period: string, outcome: Outcome): FormulaInput =>
    inputText(view, { ...cell, kpi: name, period }, outcome)
  switch (formula.op) {
    case 'calculate':
      return calculationText(view, { cell, formula, amounts, measure })
    case 'entries':
    case 'plan':
      return { op: 'sum', of: 'entries', result: result.value }
    case 'sum': {
      const terms = formula.terms.map((term) => input(measure.name, term.period, evaluate(term.formula, amounts)))
      return { op: 'sum', terms, result: result.value }
    }
    case 'divide': {
      const [left, right] = sidesOf(measure, formula)
      const sides = {
        left: input(left, cell.period, evaluate(formula.left, amounts)),
        right: input(right, cell.period, evaluate(formula.right, amounts)),
      }
      return { op: 'divide', ...sides, ...exactOf(result), result: result.value }
    }
    case 'matched': {
      const sides = matchedSides(formula.months, amounts)
      const [left, right] = sidesOf(measure, null)
      return {
        op: formula.combine,
        left: input(left, cell.period, amount(sides.actual)),
        right: input(right, cell.period, amount(sides.quota)),
        ...exactOf(result),
        result: result.value,
        matched: { ownerMonths: sides.matched, leftOut: sides.leftOut },
      }
    }
  }
}

const inputText = (view: View, cell: CellName, outcome: Outcome): FormulaInput => ({
  kpi: cell.kpi,
  period: cell.period,
  ...withoutExact(shown(measureIn(view.measures, cell.kpi), outcome)),
  explain: cellHref('explain', cell, view.at),
})

type ExplainedCalculation = Explained & { readonly formula: Extract<Formula, { op: 'calculate' }> }

const calculationText = (view: View, { measure, cell, formula, amounts }: ExplainedCalculation): FormulaText => {
  const { notes, ...outcome } = evaluate(formula, amounts)
  const result = shown(measure, outcome)
  const operands = [...formula.operands].map(([name, operand]) => operandText(view, { cell, name, operand, amounts }))
  return {
    op: 'calculate',
    formula: formula.calculation.formula,
    operands,
    ...(notes === undefined ? {} : { notes }),
    ...exactOf(result),
    result: result.value,
  }
}

type NamedOperand = Pick<Explained, 'cell' | 'amounts'> & { readonly name: string; readonly operand: Operand }

const operandText = (view: View, { cell, name, operand, amounts }: NamedOperand): OperandText => {
  if (operand.kind === 'cell') {
    const { kpi, scope = cell.scope, entity = cell.entity, period, asOf = view.at.asOf } = operand.asked
    const at = { ...view, at: { ...view.at, asOf } }
    const outcome = evaluate(operand.formula, amounts)
    return { name, scope, entity, ...inputText(at, { kpi, scope, entity, period: period.id }, outcome) }
  }
  const { kpi, scope, entity, period } = operand.input
  const sum = shown(kpi, amount(amountIn(amounts, operand.input)))
  const explain = cellHref('explain', { ...cell, scope, entity, kpi: kpi.name }, view.at)
  return { name, scope, entity, kpi: kpi.name, period, value: sum.value, parts: partsIn(amounts, operand.input).length, explain }
}

/** The names of the KPIs that a ratio was read from, which a policy may have changed. */
const sidesOf = (measure: AnyMeasure, formula: Extract<Formula, { op: 'divide' }> | null): readonly [string, string] => {
  const declared: readonly [string, string] = isRatio(measure)
    ? [measure.numerator, measure.denominator]
    : [measure.name, measure.name]
  return formula === null ? declared : [kpiOf(formula.left) ?? declared[0], kpiOf(formula.right) ?? declared[1]]
}

const kpiOf = (formula: Formula): string | undefined => {
  if (formula.op === 'entries') return formula.input.kpi.trailingOf ?? formula.input.kpi.name
  const first = formula.op === 'sum' ? formula.terms[0] : undefined
  return first === undefined ? undefined : kpiOf(first.formula)
}

const exactOf = ({ exact }: { readonly exact?: ExactText }) => (exact === undefined ? {} : { exact })

const withoutExact = ({ value, reason }: { readonly value: FormulaInput['value']; readonly reason?: string }) =>
  reason === undefined ? { value } : { value, reason }
