import type { ExactText, KpiDescription, Ratio } from '@daybook/projections'
import { type CellName, cellHref } from './cell-link.ts'
import { evaluate, type Formula, matchedSides } from './formula.ts'
import { kpiNamed } from './formulas.ts'
import type { Amounts } from './input.ts'
import { amount, isRatio, type Outcome, shown } from './outcome.ts'
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

/** What a formula says in words of its own. */
export type Explained = {
  readonly measure: KpiDescription | Ratio
  readonly cell: CellName
  readonly formula: Formula
  readonly amounts: Amounts
}

export const formulaText = (view: View, { measure, cell, formula, amounts }: Explained): FormulaText => {
  const result = shown(measure, evaluate(formula, amounts))
  const input = (name: string, period: string, outcome: Outcome): FormulaInput => ({
    kpi: name,
    period,
    ...withoutExact(shown(kpiNamed(view.measures, name), outcome)),
    explain: cellHref('explain', { ...cell, kpi: name, period }, view.at),
  })
  switch (formula.op) {
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

/** The names of the KPIs that a ratio was read from, which a policy may have changed. */
const sidesOf = (
  measure: KpiDescription | Ratio,
  formula: Extract<Formula, { op: 'divide' }> | null,
): readonly [string, string] => {
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
